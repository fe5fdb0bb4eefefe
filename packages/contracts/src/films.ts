import { z } from 'zod';
import { briefSchema, formatSchema, mediaUrlSchema, scriptSchema } from '@bom/domain';
import { jobKindSchema } from './job-fields.ts';
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

export const videoStatusSchema = z
  .enum(['pending', 'generating', 'draft', 'review', 'rejected', 'approved', 'delivered', 'failed', 'archived'])
  .meta({ id: 'VideoStatus' });

/** Signed links, which expire. */
export const captionFilesSchema = z.object({ srt: z.string(), vtt: z.string() }).meta({ id: 'CaptionFiles' });

const videoJobSchema = z
  .object({ job_id: z.uuid(), kind: jobKindSchema, status: z.string(), created_at: z.iso.datetime() })
  .meta({ id: 'VideoJob' });

export const sceneNoteSchema = z
  .strictObject({
    index: z.int().min(0).meta({ description: 'Of the scene in `script.scenes`, from 0.' }),
    note: z.string().trim().min(1).max(2000),
  })
  .meta({ id: 'SceneNote' });

/** The latest decision about the revision that was sent for review. */
const reviewSchema = z
  .object({
    approved: z.boolean(),
    note: z.string().nullable(),
    scenes: z.array(sceneNoteSchema),
    revision: z.int(),
    by: z.string().meta({ description: 'Who decided, as in events; clients are told `client` or `studio`.' }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Review' });
export type ReviewAnswer = z.infer<typeof reviewSchema>;

export const videoSchema = z
  .object({
    id: z.uuid(),
    project_id: z.uuid(),
    client_id: z.uuid(),
    title: z.string(),
    brief: briefSchema.nullable(),
    script: scriptSchema.nullable(),
    status: videoStatusSchema.meta({
      description:
        'Clients see `generating` for as long as a new revision is being made or waits in the studio (inside: `draft`, `failed`).',
    }),
    formats: z.partialRecord(formatSchema, filmFileSchema),
    cost_cents: z.number().nullable().meta({ description: 'With fractions; null for clients.' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: z.int(),
    revision: z.int().meta({
      description: 'That `formats`, captions and poster are of. Clients see the one last sent to them for review.',
    }),
    language: z.string().nullable(),
    duration_seconds: z.number().nullable(),
    poster_url: z.string().nullable(),
    captions: captionFilesSchema.nullable(),
    review: reviewSchema
      .nullable()
      .meta({ description: 'The latest decision; null until there is one, and again after `submit`.' }),
    jobs: z.array(videoJobSchema).meta({ description: 'The newest first; empty for clients.' }),
    warnings: z.array(warningSchema).meta({ description: 'Every fallback that was taken; empty for clients.' }),
  })
  .meta({ id: 'Video' });
export type VideoAnswer = z.infer<typeof videoSchema>;

const title = z.string().trim().min(1).max(200);

/** A script whose pictures can be fetched. */
export const filmScriptSchema = scriptSchema.superRefine(({ scenes }, context) => {
  for (const [index, { image_url: url }] of scenes.entries()) {
    if (url === undefined || mediaUrlSchema.safeParse(url).success) continue;
    const message = 'must be an http(s) URL or asset:<id>';
    context.addIssue({ code: 'custom', path: ['scenes', index, 'image_url'], message });
  }
});

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
  createVideo: {
    method: 'post',
    path: '/api/videos',
    tag: 'Videos',
    summary: 'Create a video',
    description: 'Nothing is made yet: give it a script or a brief, then generate it, or send its parts to assembly.',
    access: { by: 'principal', scope: 'videos:write' },
    body: z
      .strictObject({
        project_id: z.uuid(),
        title,
        script: filmScriptSchema.optional(),
        brief: briefSchema.optional(),
      })
      .meta({ id: 'NewVideo' }),
    idempotent: true,
    versioned: true,
    answers: { 201: videoSchema },
    problems: ['not_found', 'asset_not_found', 'private_address'],
  },
  getVideo: {
    method: 'get',
    path: '/api/videos/{id}',
    tag: 'Videos',
    summary: 'Read a video',
    access: { by: 'principal', scope: 'videos:read', clients: true },
    params: idParamSchema,
    versioned: true,
    answers: { 200: videoSchema },
  },
  updateVideo: {
    method: 'patch',
    path: '/api/videos/{id}',
    tag: 'Videos',
    summary: 'Change a video',
    description:
      'The script and the brief are what the next film is made from: they can be changed unless a film is being made, or was approved.',
    access: { by: 'principal', scope: 'videos:write' },
    params: idParamSchema,
    body: z
      .strictObject({
        title,
        script: filmScriptSchema.nullable().meta({ description: 'Null: one is written from the brief.' }),
        brief: briefSchema,
      })
      .partial()
      .meta({ id: 'VideoChange' }),
    versioned: true,
    answers: { 200: videoSchema },
    problems: ['conflict', 'asset_not_found', 'private_address'],
  },
});
