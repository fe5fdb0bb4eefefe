import { z } from 'zod';
import { formatSchema, scriptSchema } from '@bom/domain';

export const warningSchema = z.object({ code: z.string(), detail: z.string(), scene: z.int().optional() });

/** One finished film; `url` is signed and expires. */
export const filmFileSchema = z.object({
  url: z.string(),
  width: z.int(),
  height: z.int(),
  duration_seconds: z.number(),
  bytes: z.int(),
  sha256: z.string(),
});
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

export const videoSchema = z.object({
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
});
export type VideoAnswer = z.infer<typeof videoSchema>;
