import { z } from 'zod';
import {
  captionOptionsSchema,
  formatSchema,
  revisionRequestSchema,
  revisionWorkSchema,
  scriptSchema,
} from '@bom/domain';
import { linkSchema } from './fields.ts';
import { captionFilesSchema, filmFileSchema } from './films.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

const textChangeSchema = z
  .object({
    field: z.string().meta({ description: 'Of the script or the scene.', examples: ['hook', 'narration'] }),
    before: z.string().nullable().meta({ description: 'Null where there was none.' }),
    after: z.string().nullable().meta({ description: 'Null where it is gone.' }),
  })
  .meta({ id: 'TextChange' });

const sceneChangeSchema = z
  .object({
    change: z
      .enum(['kept', 'changed', 'added', 'removed', 'moved'])
      .meta({ description: '`moved`: it stands elsewhere; its texts may have changed too.' }),
    before: z.int().nullable().meta({ description: 'Index in the scenes before; null for one that is new.' }),
    after: z.int().nullable().meta({ description: 'Index in the scenes after; null for one that is gone.' }),
    fields: z.array(textChangeSchema).meta({ description: 'The texts that changed; empty where none did.' }),
  })
  .meta({ id: 'SceneChange' });

const scriptDiffSchema = z
  .object({
    same: z.boolean().meta({ description: 'Nothing differs.' }),
    fields: z.array(textChangeSchema).meta({ description: 'Changes of title, language, hook and call to action.' }),
    scenes: z.array(sceneChangeSchema).meta({ description: 'Every scene of the new script and those that are gone.' }),
  })
  .meta({ id: 'ScriptDiff', description: 'What differs between two scripts.' });

const sceneNoteSchema = z
  .strictObject({
    index: z
      .int()
      .min(0)
      .max(39)
      .optional()
      .meta({ description: 'Of the scene in `script.scenes`, from 0; or give `at_seconds`.' }),
    at_seconds: z.number().min(0).max(7200).optional().meta({ description: 'A time of the film as it is now.' }),
    note: z.string().trim().min(1).max(2000).meta({ description: 'What is to be changed in this scene.' }),
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
    scenes: z.array(sceneNoteSchema).max(40).optional().meta({ description: 'Notes to single scenes, beside `note`.' }),
    images: revisionRequestSchema.shape.images.unwrap().optional(),
    captions: captionOptionsSchema
      .optional()
      .meta({ description: 'Replaces what the film before had, field by field.' }),
  })
  .meta({ id: 'ReviseRequest' });
export type ReviseRequest = z.infer<typeof reviseRequestSchema>;

const workSchema = revisionWorkSchema.meta({ id: 'RevisionWork' });
const planSchema = z.object({
  plan: workSchema.meta({ description: 'What is made again, and what is found.' }),
  diff: scriptDiffSchema.meta({ description: 'Against the script as it is now.' }),
  script: scriptSchema.meta({ description: 'The new one.' }),
});

export const revisionSchema = z
  .object({
    number: z.int().meta({ description: 'Counts up from 1.' }),
    current: z
      .boolean()
      .meta({ description: 'Whether the video shows this one; for clients: whether it is the one last sent to them.' }),
    note: z.string().nullable().meta({ description: 'What was asked for; null for a first film.' }),
    script: scriptSchema.nullable().meta({ description: 'That it was made from; null until it is written.' }),
    diff: scriptDiffSchema.nullable().meta({ description: 'Against the revision before; null for a first film.' }),
    plan: workSchema.nullable().meta({ description: 'What was made again for it; null for a first film.' }),
    restored_from: z.int().nullable().meta({ description: 'The revision that this one brought back; null for none.' }),
    formats: z
      .partialRecord(formatSchema, filmFileSchema)
      .meta({ description: 'Its films, by format; empty until there is one.' }),
    poster_url: linkSchema
      .nullable()
      .meta({ description: 'Signed link to a JPEG of the film, which expires; null until there is a film.' }),
    captions: captionFilesSchema.nullable().meta({ description: 'Null until there is a film.' }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Revision' });
export type RevisionAnswer = z.infer<typeof revisionSchema>;

const previewed = z.int().meta({ description: 'That the preview is of.' });

const revisionParams = z.strictObject({
  id: z.uuid(),
  number: z.coerce.number().int().min(1).max(100_000).meta({ description: 'Of the revision to bring back.' }),
});

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
    query: z.strictObject({
      dry_run: z.enum(['true', 'false']).default('false').meta({ description: 'Only shows the plan.' }),
    }),
    body: reviseRequestSchema,
    idempotent: true,
    answers: {
      200: planSchema.meta({ id: 'RevisionPlan' }),
      202: planSchema

        .extend({
          job_id: z.uuid(),
          revision: z.int().meta({ description: 'The number of the new one.' }),
          status: z.literal('processing'),
          status_url: z.string().meta({ description: 'Path to poll, on this API.' }),
        })
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
    query: z.strictObject({
      revision: z.coerce.number().int().min(1).optional().meta({ description: 'By default the newest.' }),
    }),
    answers: {
      200: z.object({ status: z.literal('ready'), revision: previewed, film: filmFileSchema }).meta({ id: 'Preview' }),
      202: z.object({ status: z.literal('rendering'), revision: previewed }).meta({ id: 'PreviewPending' }),
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
