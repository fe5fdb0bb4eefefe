import { z } from 'zod';
import { briefSchema, formatSchema, mediaUrlSchema, scriptSchema } from '@bom/domain';
import { byteCountSchema, linkSchema, pixelsSchema, secondsSchema, sha256Schema, versionSchema } from './fields.ts';
import { jobKindSchema, jobStateSchema } from './job-fields.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

export const warningSchema = z
  .object({
    code: z.string().meta({ description: 'Stable, snake_case.' }),
    detail: z.string().meta({ description: 'One plain sentence: what was done instead.' }),
    scene: z.int().optional().meta({ description: 'Of `script.scenes`, from 0; left out where it is no single one.' }),
  })
  .meta({ id: 'Warning', description: 'A fallback that was taken, so that the film is not quite what was asked for.' });

/** One finished film; `url` is signed and expires. */
export const filmFileSchema = z
  .object({
    url: linkSchema,
    width: pixelsSchema,
    height: pixelsSchema,
    duration_seconds: secondsSchema,
    bytes: byteCountSchema,
    sha256: sha256Schema,
  })
  .meta({ id: 'FilmFile', description: 'A finished film in one format: MP4, H.264 and AAC.' });
export type FilmFile = z.infer<typeof filmFileSchema>;

export const videoStatusSchema = z
  .enum(['pending', 'generating', 'draft', 'review', 'rejected', 'approved', 'delivered', 'failed', 'archived'])
  .meta({
    id: 'VideoStatus',
    description:
      'pending → generating → draft → review → approved → delivered; `failed` and `rejected` lead back to `generating`.',
  });

export const captionFilesSchema = z
  .object({ srt: linkSchema, vtt: linkSchema })
  .meta({ id: 'CaptionFiles', description: 'The captions as SubRip and as WebVTT.' });

const videoJobSchema = z
  .object({ job_id: z.uuid(), kind: jobKindSchema, status: jobStateSchema, created_at: z.iso.datetime() })
  .meta({
    id: 'VideoJob',
    description: 'A job of the video, in short; its whole status is under `/api/assembly/status/{job_id}`.',
  });

export const sceneNoteSchema = z
  .strictObject({
    index: z.int().min(0).meta({ description: 'Of the scene in `script.scenes`, from 0.' }),
    note: z.string().trim().min(1).max(2000).meta({ description: 'What is wished of this scene.' }),
  })
  .meta({ id: 'SceneNote' });

/** The latest decision about the revision that was sent for review. */
const reviewSchema = z
  .object({
    approved: z.boolean().meta({ description: 'False: changes were asked for.' }),
    note: z.string().nullable().meta({ description: 'What was said with the decision.' }),
    scenes: z.array(sceneNoteSchema).meta({ description: 'What was said of single scenes.' }),
    revision: z.int().meta({ description: 'The revision that was decided about.' }),
    by: z.string().meta({ description: 'Who decided, as in events; clients are told `client` or `studio`.' }),
    at: z.iso.datetime().meta({ description: 'When it was decided.' }),
  })
  .meta({ id: 'Review', description: 'A decision about the revision that was sent for review.' });
export type ReviewAnswer = z.infer<typeof reviewSchema>;

export const videoSchema = z
  .object({
    id: z.uuid(),
    project_id: z.uuid(),
    client_id: z.uuid(),
    title: z.string(),
    brief: briefSchema.nullable().meta({ description: 'Null for a video that came without one.' }),
    script: scriptSchema.nullable().meta({ description: 'Null until it is written or given.' }),
    status: videoStatusSchema.meta({
      description:
        'Clients see `generating` for as long as a new revision is being made or waits in the studio (inside: `draft`, `failed`).',
    }),
    formats: z
      .partialRecord(formatSchema, filmFileSchema)
      .meta({ description: 'The finished films, by format; empty until there is one.' }),
    cost_cents: z.number().nullable().meta({ description: 'With fractions; null for clients.' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: versionSchema,
    revision: z.int().meta({
      description: 'That `formats`, captions and poster are of. Clients see the one last sent to them for review.',
    }),
    language: z.string().nullable().meta({ description: 'Spoken in the film: `en`, `pt-br`; null until it is known.' }),
    duration_seconds: z.number().nullable().meta({ description: 'Of the film, in seconds; null until there is one.' }),
    poster_url: linkSchema
      .nullable()
      .meta({ description: 'Signed link to a JPEG of the film, which expires; null until there is a film.' }),
    captions: captionFilesSchema.nullable().meta({ description: 'Null until there is a film.' }),
    review: reviewSchema
      .nullable()
      .meta({ description: 'The latest decision; null until there is one, and again after `submit`.' }),
    jobs: z.array(videoJobSchema).meta({ description: 'The newest first; empty for clients.' }),
    warnings: z.array(warningSchema).meta({ description: 'Every fallback that was taken; empty for clients.' }),
  })
  .meta({ id: 'Video' });
export type VideoAnswer = z.infer<typeof videoSchema>;

const title = z.string().trim().min(1).max(200).meta({ description: 'For people; it is not shown in the film.' });

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
        script: filmScriptSchema
          .optional()
          .meta({ description: 'What is to be filmed; without one it is written from the brief.' }),
        brief: briefSchema.optional().meta({ description: 'What a script is written from.' }),
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
        brief: briefSchema.meta({ description: 'What the next script is written from.' }),
      })
      .partial()
      .meta({ id: 'VideoChange' }),
    versioned: true,
    answers: { 200: videoSchema },
    problems: ['conflict', 'asset_not_found', 'private_address'],
  },
});
