import { z } from 'zod';
import { briefSchema, captionOptionsSchema } from '@bom/domain';
import { assemblyAcceptedSchema } from './assembly.ts';
import { callbackUrlSchema, formatsSchema, metadataSchema } from './fields.ts';
import { filmScriptSchema, sceneNoteSchema, videoSchema } from './films.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

const note = z.string().trim().min(1).max(4000);
const optionalNote = note.nullish();

/** Whoever decides says what they have seen, if they like. */
const seen = {
  revision: z.int().min(1).optional().meta({
    description: 'The revision that was looked at; 409 `conflict` where another one is in review by now.',
  }),
};

const videoEventSchema = z
  .object({
    id: z.uuid(),
    type: z.string().meta({ description: 'What happened.', examples: ['video.review_requested', 'video.approved'] }),
    actor: z.string().meta({
      description: '`system`, `staff:<email>`, `key:<id>` or `client:<id>`; clients are told `client` or `studio`.',
    }),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What belongs to it, such as the revision or the note.' }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'VideoEvent' });
export type VideoEventAnswer = z.infer<typeof videoEventSchema>;

export const filmReviewOperations = defineOperations({
  generateVideo: {
    method: 'post',
    path: '/api/videos/{id}/generate',
    tag: 'Videos',
    summary: 'Make the film of a video: script, pictures, voice, assembly',
    description:
      "The first film of a video takes a place of the client's month, and gives it back where it fails before there is a film. A script or a brief given here replaces the video's own.",
    access: { by: 'principal', scope: 'videos:write' },
    params: idParamSchema,
    body: z
      .strictObject({
        formats: formatsSchema.optional().meta({
          description: 'Default: those of the film before; `vertical` for a first one.',
        }),
        captions: captionOptionsSchema.optional().meta({ description: 'By default as the brand kit has them.' }),
        script: filmScriptSchema.optional().meta({ description: 'Kept with the video, and filmed as it is.' }),
        brief: briefSchema
          .optional()
          .meta({ description: 'Kept with the video; a script is written from it, unless one is given.' }),
        callback_url: callbackUrlSchema.optional(),
        metadata: metadataSchema.optional(),
      })
      .meta({ id: 'FilmRequest' }),
    idempotent: true,
    answers: { 202: assemblyAcceptedSchema },
    problems: ['illegal_transition', 'quota_exceeded', 'nothing_to_film', 'asset_not_found', 'private_address'],
  },
  submitVideo: {
    method: 'post',
    path: '/api/videos/{id}/submit',
    tag: 'Review',
    summary: 'Send a draft to the client for review',
    description: 'The client is mailed where to watch it, and sees this revision from now on.',
    access: { by: 'principal', scope: 'staff' },
    params: idParamSchema,
    body: z
      .strictObject({ note: optionalNote.meta({ description: 'A word to the client, in the mail.' }) })
      .meta({ id: 'VideoSubmission' }),
    versioned: true,
    answers: { 200: videoSchema },
    problems: ['illegal_transition'],
  },
  approveVideo: {
    method: 'post',
    path: '/api/videos/{id}/approve',
    tag: 'Review',
    summary: 'Approve a video',
    access: { by: 'principal', scope: 'staff', clients: true },
    params: idParamSchema,
    body: z
      .strictObject({
        approved: z.literal(true).optional().meta({ description: 'May be left out.' }),
        note: optionalNote.meta({ description: 'A word to the studio.' }),
        ...seen,
      })
      .meta({ id: 'VideoApproval' }),
    versioned: true,
    answers: { 200: videoSchema },
    problems: ['illegal_transition', 'conflict'],
  },
  rejectVideo: {
    method: 'post',
    path: '/api/videos/{id}/reject',
    tag: 'Review',
    summary: 'Ask for changes',
    access: { by: 'principal', scope: 'staff', clients: true },
    params: idParamSchema,
    body: z
      .strictObject({
        approved: z.literal(false).optional().meta({ description: 'May be left out.' }),
        note: note.meta({ description: 'What is to be changed.' }),
        scenes: z
          .array(sceneNoteSchema)
          .max(40)
          .default([])
          .meta({ description: 'What is to be changed in single scenes.' }),
        ...seen,
      })
      .meta({ id: 'VideoRejection' }),
    versioned: true,
    answers: { 200: videoSchema },
    problems: ['illegal_transition', 'conflict'],
  },
  deliverVideo: {
    method: 'post',
    path: '/api/videos/{id}/deliver',
    tag: 'Review',
    summary: 'Hand an approved video over',
    description: 'The client is mailed where the files are.',
    access: { by: 'principal', scope: 'videos:write' },
    params: idParamSchema,
    versioned: true,
    answers: { 200: videoSchema },
    problems: ['illegal_transition'],
  },
  archiveVideo: {
    method: 'post',
    path: '/api/videos/{id}/archive',
    tag: 'Videos',
    summary: 'Archive a video',
    description: 'For good; its files stay where they are.',
    access: { by: 'principal', scope: 'videos:write' },
    params: idParamSchema,
    versioned: true,
    answers: { 200: videoSchema },
    problems: ['illegal_transition'],
  },
  listVideoEvents: {
    method: 'get',
    path: '/api/videos/{id}/events',
    tag: 'Videos',
    summary: 'Read who did what when',
    description: 'Clients are told of reviews, decisions and deliveries.',
    access: { by: 'principal', scope: 'videos:read', clients: true },
    params: idParamSchema,
    query: listQuerySchema,
    answers: { 200: listOf(videoEventSchema) },
  },
});
