import { z } from 'zod';
import {
  beatsOf,
  captionOptionsSchema,
  formatSchema,
  jobStages,
  mediaUrlSchema,
  scriptSchema,
  spokenWordSchema,
} from '@bom/domain';
import type { JobStage } from '@bom/domain';
import { filmFileSchema, warningSchema } from './films.ts';
import { defineOperations } from './operation.ts';

const maxMetadataBytes = 1024;

/** `POST /api/assembly/generate` */
export const assemblyRequestSchema = z
  .strictObject({
    video_id: z.uuid(),
    script: scriptSchema,
    images: z.array(mediaUrlSchema).max(42),
    audio_url: mediaUrlSchema,
    music_url: mediaUrlSchema.optional(),
    format: formatSchema.optional(),
    formats: z.array(formatSchema).min(1).max(3).optional(),
    captions: captionOptionsSchema.optional(),
    words: z.array(spokenWordSchema).max(5000).optional(),
    callback_url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .optional(),
    metadata: z
      .record(z.string(), z.unknown())
      .refine((value) => JSON.stringify(value).length <= maxMetadataBytes, 'must be at most 1 KiB as JSON')
      .optional(),
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
  });
export type AssemblyRequest = z.infer<typeof assemblyRequestSchema>;

export const assemblyAcceptedSchema = z
  .object({
    job_id: z.uuid(),
    status: z.literal('processing'),
    status_url: z.string(),
  })
  .meta({ id: 'JobAccepted' });

/** `GET /api/assembly/status/{job_id}` */
export const jobStatusSchema = z
  .object({
    job_id: z.uuid(),
    video_id: z.uuid(),
    status: z.enum(['processing', 'complete', 'failed', 'cancelled']),
    stage: z.enum(Object.keys(jobStages) as [JobStage, ...JobStage[]]),
    progress: z.int().min(0).max(100),
    queue_position: z.int().nullable(),
    eta_seconds: z.number().nullable(),
    segments: z.object({ total: z.int(), done: z.int(), reused: z.int() }),
    output_url: z.string().nullable(),
    outputs: z.partialRecord(formatSchema, filmFileSchema),
    poster_url: z.string().nullable(),
    captions_url: z.string().nullable(),
    captions: z.object({ srt: z.string(), vtt: z.string() }).nullable(),
    error: z
      .object({
        code: z.string(),
        detail: z.string(),
        stage: z.string(),
        scene: z.int().nullable(),
        retriable: z.boolean(),
        attempt: z.int(),
      })
      .nullable(),
    warnings: z.array(warningSchema),
    cost_cents: z.number(),
    stage_times: z.record(z.string(), z.number()),
    metadata: z.unknown(),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'JobStatus' });
export type JobStatusAnswer = z.infer<typeof jobStatusSchema>;

const jobParams = z.strictObject({ job_id: z.uuid() });

export const assemblyOperations = defineOperations({
  generateAssembly: {
    method: 'post',
    path: '/api/assembly/generate',
    tag: 'Assembly',
    summary: 'Make a film from a script, pictures and a voice',
    access: { by: 'principal', scope: 'assembly:write' },
    body: assemblyRequestSchema,
    idempotent: true,
    answers: { 202: assemblyAcceptedSchema },
    problems: ['not_found', 'illegal_transition'],
  },
  getAssemblyStatus: {
    method: 'get',
    path: '/api/assembly/status/{job_id}',
    tag: 'Assembly',
    summary: 'Poll a job',
    description: 'Carries an ETag, and Retry-After while the job runs.',
    access: { by: 'principal', scope: 'assembly:read' },
    params: jobParams,
    answers: { 200: jobStatusSchema, 304: null },
  },
});
