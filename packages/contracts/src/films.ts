import { z } from 'zod';
import { formatSchema, scriptSchema } from '@bom/domain';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

export const warningSchema = z
  .object({ code: z.string(), detail: z.string(), scene: z.int().optional() })
  .meta({ id: 'Warning' });

/** One finished film; `url` is signed and expires. */
export const filmFileSchema = z
  .object({
    url: z.string(),
    width: z.int(),
    height: z.int(),
    duration_seconds: z.number(),
    bytes: z.int(),
    sha256: z.string(),
  })
  .meta({ id: 'FilmFile' });
export type FilmFile = z.infer<typeof filmFileSchema>;

export const videoStatusSchema = z.enum([
  'pending',
  'generating',
  'draft',
  'review',
  'rejected',
  'approved',
  'delivered',
  'failed',
  'archived',
]);

export const videoSchema = z
  .object({
    id: z.uuid(),
    project_id: z.uuid(),
    client_id: z.uuid(),
    title: z.string(),
    script: scriptSchema.nullable(),
    status: videoStatusSchema,
    formats: z.partialRecord(formatSchema, filmFileSchema),
    cost_cents: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: z.int(),
    revision: z.int(),
    language: z.string().nullable(),
    duration_seconds: z.number().nullable(),
    poster_url: z.string().nullable(),
    captions: z.object({ srt: z.string(), vtt: z.string() }).nullable(),
    review: z.unknown(),
    jobs: z.array(z.object({ job_id: z.uuid(), kind: z.string(), status: z.string(), created_at: z.iso.datetime() })),
    warnings: z.array(warningSchema),
  })
  .meta({ id: 'Video' });
export type VideoAnswer = z.infer<typeof videoSchema>;

export const videoOperations = defineOperations({
  listVideos: {
    method: 'get',
    path: '/api/videos',
    tag: 'Videos',
    summary: 'List videos',
    access: { by: 'principal', scope: 'videos:read', clients: true },
    query: listQuerySchema.extend({
      client_id: z.uuid().optional(),
      project_id: z.uuid().optional(),
      status: videoStatusSchema.optional(),
    }),
    answers: { 200: listOf(videoSchema) },
  },
  getVideo: {
    method: 'get',
    path: '/api/videos/{id}',
    tag: 'Videos',
    summary: 'Read a video',
    access: { by: 'principal', scope: 'videos:read', clients: true },
    params: idParamSchema,
    answers: { 200: videoSchema },
  },
});
