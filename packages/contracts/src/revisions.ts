import { z } from 'zod';
import {
  captionOptionsSchema,
  formatSchema,
  revisionRequestSchema,
  revisionWorkSchema,
  scriptSchema,
} from '@bom/domain';
import { captionFilesSchema, filmFileSchema } from './films.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

const textChangeSchema = z
  .object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })
  .meta({ id: 'TextChange' });

const sceneChangeSchema = z
  .object({
    change: z.enum(['kept', 'changed', 'added', 'removed', 'moved']),
    before: z.int().nullable().meta({ description: 'Index in the scenes before; null for one that is new.' }),
    after: z.int().nullable().meta({ description: 'Index in the scenes after; null for one that is gone.' }),
    fields: z.array(textChangeSchema),
  })
  .meta({ id: 'SceneChange' });

/** What differs between two scripts. */
const scriptDiffSchema = z
  .object({
    same: z.boolean(),
    fields: z.array(textChangeSchema).meta({ description: 'Changes of title, language, hook and call to action.' }),
    scenes: z.array(sceneChangeSchema),
  })
  .meta({ id: 'ScriptDiff' });

const sceneNoteSchema = z
  .strictObject({
    index: z.int().min(0).max(39).optional(),
    at_seconds: z.number().min(0).max(7200).optional().meta({ description: 'A time of the film as it is now.' }),
    note: z.string().trim().min(1).max(2000),
  })
  .refine(({ index, at_seconds: at }) => (index === undefined) !== (at === undefined), {
    message: 'give index or at_seconds',
    path: ['index'],
  })
  .meta({ id: 'RevisionNote' });

/** `POST /api/videos/{id}/revise` */
export const reviseRequestSchema = revisionRequestSchema
  .omit({ scenes: true, images: true, captions: true })
  .extend({
    scenes: z.array(sceneNoteSchema).max(40).optional(),
    images: revisionRequestSchema.shape.images.unwrap().optional(),
    captions: captionOptionsSchema.optional(),
  })
  .meta({ id: 'ReviseRequest' });
export type ReviseRequest = z.infer<typeof reviseRequestSchema>;

const workSchema = revisionWorkSchema.meta({ id: 'RevisionWork' });
const planSchema = z.object({
  plan: workSchema,
  diff: scriptDiffSchema,
  script: scriptSchema,
});

export const revisionSchema = z
  .object({
    number: z.int(),
    current: z.boolean(),
    note: z.string().nullable(),
    script: scriptSchema.nullable(),
    diff: scriptDiffSchema.nullable(),
    plan: workSchema.nullable(),
    restored_from: z.int().nullable(),
    formats: z.partialRecord(formatSchema, filmFileSchema),
    poster_url: z.string().nullable(),
    captions: captionFilesSchema.nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Revision' });
export type RevisionAnswer = z.infer<typeof revisionSchema>;

const revisionParams = z.strictObject({ id: z.uuid(), number: z.coerce.number().int().min(1).max(100_000) });

export const revisionOperations = defineOperations({
  reviseVideo: {
    method: 'post',
    path: '/api/videos/{id}/revise',
    tag: 'Revisions',
    summary: 'Change what a note asks for, and make only that again',
    description:
      'The script is revised for the note (or taken from `script`); what is to be made again is planned before anything is made, and the plan that is shown is the plan that runs. With `dry_run=true` it is only shown.',
    access: { by: 'principal', scope: 'videos:write' },
    params: idParamSchema,
    query: z.strictObject({ dry_run: z.enum(['true', 'false']).default('false') }),
    body: reviseRequestSchema,
    idempotent: true,
    answers: {
      200: planSchema.meta({ id: 'RevisionPlan' }),
      202: planSchema
        .extend({ job_id: z.uuid(), revision: z.int(), status: z.literal('processing'), status_url: z.string() })
        .meta({ id: 'RevisionAccepted' }),
    },
    problems: ['illegal_transition', 'conflict', 'needs_llm', 'nothing_to_revise', 'scene_unknown', 'plan_pending'],
  },
  previewVideo: {
    method: 'get',
    path: '/api/videos/{id}/preview',
    tag: 'Revisions',
    summary: 'A small, quick film of a revision, before it is rendered in full',
    description:
      'Made on the first call: 202 while it is being rendered (ask again after `Retry-After`), 200 with a link once it is there. At most 480 px wide, from the same timeline as the film.',
    access: { by: 'principal', scope: 'videos:read' },
    params: idParamSchema,
    query: z.strictObject({ revision: z.coerce.number().int().min(1).optional() }),
    answers: {
      200: z.object({ status: z.literal('ready'), revision: z.int(), film: filmFileSchema }).meta({ id: 'Preview' }),
      202: z.object({ status: z.literal('rendering'), revision: z.int() }).meta({ id: 'PreviewPending' }),
    },
    problems: ['nothing_to_preview', 'preview_failed'],
  },
  listRevisions: {
    method: 'get',
    path: '/api/videos/{id}/revisions',
    tag: 'Revisions',
    summary: 'List the revisions of a video',
    access: { by: 'principal', scope: 'videos:read', clients: true },
    params: idParamSchema,
    query: listQuerySchema,
    answers: { 200: listOf(revisionSchema) },
  },
  restoreRevision: {
    method: 'post',
    path: '/api/videos/{id}/revisions/{number}/restore',
    tag: 'Revisions',
    summary: 'Bring an old revision back as a new one; nothing is rendered',
    access: { by: 'principal', scope: 'videos:write' },
    params: revisionParams,
    idempotent: true,
    answers: { 200: revisionSchema },
    problems: ['illegal_transition', 'nothing_to_restore'],
  },
});
