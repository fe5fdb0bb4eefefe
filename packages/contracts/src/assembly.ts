import { z } from 'zod';
import { beatsOf, captionOptionsSchema, formatSchema, mediaUrlSchema, spokenWordSchema } from '@bom/domain';
import { captionFilesSchema, filmFileSchema, filmScriptSchema, warningSchema } from './films.ts';
import { callbackUrlSchema, formatsSchema, linkSchema, metadataSchema } from './fields.ts';
import { jobErrorSchema, jobSegmentsSchema, jobStageSchema, jobStateSchema } from './job-fields.ts';
import { listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

/** `POST /api/assembly/generate` */
export const assemblyRequestSchema = z
  .strictObject({
    video_id: z.uuid(),
    script: filmScriptSchema.meta({ description: 'What is said in the recording, and shown over the pictures.' }),
    images: z
      .array(mediaUrlSchema)
      .max(42)
      .meta({ description: 'One a scene, or one more for the hook before them; none: the `image_url` of the scenes.' }),
    audio_url: mediaUrlSchema.meta({ description: 'Recording of the whole script: hook, scenes and call to action.' }),
    music_url: mediaUrlSchema
      .optional()
      .meta({ description: 'Played under the voice; by default that of the brand kit.' }),
    format: formatSchema.optional().meta({ description: 'One format; or give `formats`.' }),
    formats: formatsSchema.optional().meta({ description: 'Several at once; goes before `format`.' }),
    captions: captionOptionsSchema.optional().meta({ description: 'By default as the brand kit has them.' }),
    words: z.array(spokenWordSchema).max(5000).optional().meta({
      description: 'What is said when, in seconds of the recording; without them captions are timed by its pauses.',
    }),
    callback_url: callbackUrlSchema.optional(),
    metadata: metadataSchema.optional(),
  })
  .superRefine((request, context) => {
    if (!request.format && !request.formats) {
      context.addIssue({ code: 'custom', path: ['format'], message: 'give format or formats' });
    }
    const scenes = request.script.scenes.length;
    const pictured = beatsOf(request.script).filter((beat) => beat.kind !== 'cta').length;
    const count = request.images.length;
    if (count === 0 || count === scenes || count === pictured) return;
    const message = `give one image a scene (${scenes}), or one more for the hook before them (${pictured}); there are ${count}`;
    context.addIssue({ code: 'custom', path: ['images'], message });
  })
  .meta({ id: 'AssemblyRequest' });
export type AssemblyRequest = z.infer<typeof assemblyRequestSchema>;

export const assemblyAcceptedSchema = z
  .object({
    job_id: z.uuid(),
    status: z.literal('processing'),
    status_url: z.string().meta({ description: 'Path to poll, on this API.' }),
  })
  .meta({ id: 'JobAccepted', description: 'The job that was begun.' });

/** `GET /api/assembly/status/{job_id}` */
export const jobStatusSchema = z
  .object({
    job_id: z.uuid(),
    video_id: z.uuid(),
    status: jobStateSchema,
    stage: jobStageSchema,
    progress: z.int().min(0).max(100).meta({ description: 'Never goes back; 100 only when complete.' }),
    queue_position: z.int().nullable().meta({ description: 'Jobs before this one; null once it runs.' }),
    eta_seconds: z.number().nullable().meta({
      description: 'By what the stages of recent jobs took, and by the speed so far; null where neither tells.',
    }),
    segments: jobSegmentsSchema,
    output_url: linkSchema
      .nullable()
      .meta({ description: 'The first of `outputs`: a signed link, which expires; null until complete.' }),
    outputs: z.partialRecord(formatSchema, filmFileSchema).meta({ description: 'The finished films, by format.' }),
    poster_url: linkSchema
      .nullable()
      .meta({ description: 'Signed link to a JPEG of the film, which expires; null until complete.' }),
    captions_url: linkSchema.nullable().meta({ description: 'The WebVTT of `captions`.' }),
    captions: captionFilesSchema.nullable().meta({ description: 'Null until complete.' }),
    error: jobErrorSchema.nullable().meta({ description: 'Why it failed or was cancelled; null otherwise.' }),
    warnings: z.array(warningSchema).meta({ description: 'Every fallback that was taken.' }),
    cost_cents: z.number().meta({ description: 'What its paid calls cost so far, in US cents with fractions.' }),
    stage_times: z.record(z.string(), z.number()).meta({ description: 'Milliseconds that each stage took, by stage.' }),
    metadata: z.unknown().meta({ description: 'As it was given with the job; null where none was.' }),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable().meta({ description: 'When work began; null while it is queued.' }),
    finished_at: z.iso.datetime().nullable().meta({ description: 'When it ended, however; null while it runs.' }),
  })
  .meta({ id: 'JobStatus' });
export type JobStatusAnswer = z.infer<typeof jobStatusSchema>;

const jobParams = z.strictObject({
  job_id: z.uuid().meta({ description: 'As it was answered when the job was begun.' }),
});

export const assemblyOperations = defineOperations({
  generateAssembly: {
    method: 'post',
    path: '/api/assembly/generate',
    tag: 'Assembly',
    summary: 'Make a film from a script, pictures and a voice',
    description:
      'Give one image a scene, or one more for the hook before them. `asset:<id>` is welcome for every URL of media.',
    access: { by: 'principal', scope: 'assembly:write' },
    body: assemblyRequestSchema,
    idempotent: true,
    answers: { 202: assemblyAcceptedSchema },
    problems: ['not_found', 'illegal_transition', 'asset_not_found', 'private_address'],
  },
  listAssemblies: {
    method: 'get',
    path: '/api/assembly',
    tag: 'Assembly',
    summary: 'List jobs',
    access: { by: 'principal', scope: 'assembly:read' },
    query: listQuerySchema.extend({ video_id: z.uuid().optional(), status: jobStateSchema.optional() }),
    answers: { 200: listOf(jobStatusSchema) },
  },
  getAssemblyStatus: {
    method: 'get',
    path: '/api/assembly/status/{job_id}',
    tag: 'Assembly',
    summary: 'Poll a job',
    description: 'Carries an ETag, and `Retry-After` while the job runs.',
    access: { by: 'principal', scope: 'assembly:read' },
    params: jobParams,
    answers: { 200: jobStatusSchema, 304: null },
  },
  streamAssemblyStatus: {
    method: 'get',
    path: '/api/assembly/status/{job_id}/events',
    tag: 'Assembly',
    summary: 'Follow a job by server-sent events',
    description:
      'An event `status` with the same object as of polling, now and on each change; the stream ends with the job. Its `id` as `Last-Event-ID` resumes: what was seen is not sent again, and 204 says that the job has ended since.',
    access: { by: 'principal', scope: 'assembly:read' },
    params: jobParams,
    answers: { 200: 'text/event-stream', 204: null },
  },
  cancelAssembly: {
    method: 'post',
    path: '/api/assembly/{job_id}/cancel',
    tag: 'Assembly',
    summary: 'Stop a job, queued or running, paid calls included',
    description:
      'A job that is cancelled already is answered as it is; one that has ended otherwise can not be stopped.',
    access: { by: 'principal', scope: 'assembly:write' },
    params: jobParams,
    answers: { 200: jobStatusSchema },
    problems: ['illegal_transition'],
  },
  retryAssembly: {
    method: 'post',
    path: '/api/assembly/{job_id}/retry',
    tag: 'Assembly',
    summary: 'Try a failed or cancelled job again, reusing all that was finished',
    access: { by: 'principal', scope: 'assembly:write' },
    params: jobParams,
    idempotent: true,
    answers: { 202: assemblyAcceptedSchema },
    problems: ['illegal_transition', 'quota_exceeded'],
  },
});
