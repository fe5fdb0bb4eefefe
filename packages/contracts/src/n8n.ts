import { z } from 'zod';
import { briefSchema, scriptSchema } from '@bom/domain';
import { assemblyRequestSchema } from './assembly.ts';
import { callbackUrlSchema, formatsSchema, metadataSchema } from './fields.ts';
import { defineOperations } from './operation.ts';

const callback = {
  callback_url: callbackUrlSchema.optional(),
  metadata: metadataSchema.optional(),
};

const formats = formatsSchema
  .optional()
  .meta({ description: 'Default: those of the film before; `vertical` for a first one.' });

/** What starts a film: a video that exists, or else a brief. */
export const n8nStarts = {
  video: z.strictObject({ video_id: z.uuid(), formats, ...callback }),
  brief: z.strictObject({
    brief: briefSchema,
    email: z.email().max(254).meta({ description: 'Names the client, who is made if new.' }),
    package: z.string().max(50).optional().meta({ description: 'Of a client that is new; by default `kickstart`.' }),
    formats,
    ...callback,
  }),
};

/** What each known event of n8n must carry. */
export const n8nEvents = {
  'pipeline.start': z.union([n8nStarts.video, n8nStarts.brief]).meta({
    description:
      'Makes a film: of a video that exists, or of a brief, as a form does; the address names the client, who is made if new.',
  }),
  'assets.ready': z.looseObject({ video_id: z.uuid(), script: scriptSchema.optional() }).meta({
    description:
      'Pictures and voice are there: assembles the film from the fields of `POST /api/assembly/generate`; without a `script`, by the one that the video has.',
  }),
  'video.published': z
    .strictObject({
      video_id: z.uuid(),
      url: z
        .url({ protocol: /^https?$/ })
        .max(2048)
        .optional()
        .meta({ description: 'Where the film can be seen.' }),
      platform: z
        .string()
        .trim()
        .max(100)
        .optional()
        .meta({ description: 'Where it was published.', examples: ['instagram'] }),
    })
    .meta({ description: 'The approved film is out: the video is delivered, and the client told.' }),
} as const;

export const n8nEventSchema = z
  .strictObject({
    event: z
      .string()
      .regex(/^[\w.:-]{1,100}$/)
      .meta({ description: 'What happened.', examples: ['pipeline.start', 'assets.ready', 'video.published'] }),
    data: z.record(z.string(), z.unknown()).default({}).meta({ description: 'What belongs to it.' }),
  })
  .meta({ id: 'N8nOtherEvent', description: 'Stored, and nothing done for it.' });

const startOfVideoSchema = n8nEvents['pipeline.start'].options[0].meta({ id: 'N8nStartOfVideo' });
const startOfBriefSchema = n8nEvents['pipeline.start'].options[1].meta({ id: 'N8nStartOfBrief' });
const readyAssetsSchema = z
  .strictObject({
    ...assemblyRequestSchema.shape,
    script: assemblyRequestSchema.shape.script
      .optional()
      .meta({ description: 'By default the one that the video has.' }),
  })
  .meta({ id: 'N8nReadyAssets' });

/** As `n8nEventSchema`, with what each known event carries; for the document, since it can not say which part is wrong. */
const documentedEventSchema = z
  .union([
    z
      .strictObject({
        event: z.literal('pipeline.start'),
        data: z
          .union([startOfVideoSchema, startOfBriefSchema])
          .meta({ description: 'A video that exists, or a brief.' }),
      })
      .meta({ id: 'N8nPipelineStart' }),
    z
      .strictObject({
        event: z.literal('assets.ready'),
        data: readyAssetsSchema.meta({ description: 'The parts of the film.' }),
      })
      .meta({ id: 'N8nAssetsReady' }),
    z
      .strictObject({
        event: z.literal('video.published'),
        data: n8nEvents['video.published'].meta({ id: 'N8nPublication' }),
      })
      .meta({ id: 'N8nVideoPublished' }),
    n8nEventSchema,
  ])
  .meta({ id: 'N8nEvent' });

export const n8nAnswerSchema = z
  .object({
    received: z.literal(true),
    handled: z
      .boolean()
      .meta({ description: 'False: stored only, since the event is not known or nothing was to do.' }),
    client_id: z.uuid().optional(),
    video_id: z.uuid().optional(),
    job_id: z.uuid().optional(),
    reason: z.literal('quota_exceeded').optional().meta({ description: 'Why no film is made.' }),
  })
  .meta({ id: 'N8nAnswer' });
export type N8nAnswer = z.infer<typeof n8nAnswerSchema>;

export const n8nOperations = defineOperations({
  receiveN8nEvent: {
    method: 'post',
    path: '/api/webhooks/n8n',
    tag: 'Webhooks in',
    summary: 'Take an event from n8n',
    description: [
      'Either the header `X-Webhook-Secret` holds `N8N_WEBHOOK_SECRET` (Header Auth of the HTTP Request node), or the body',
      'is signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp` at most five minutes off,',
      '`webhook-signature`). Taken once for each `webhook-id`, or for each body where there is none: send a `webhook-id`',
      'where the same body may be meant twice. One that came with another body before is refused. A `null` or an empty',
      'text in `data` or its `brief` counts as left out.\n\n',
      '- `pipeline.start` `{video_id, formats?, callback_url?, metadata?}` or `{email, brief, package?, formats?, …}`: makes a film.\n',
      '- `assets.ready` `{video_id, script?, images, audio_url, format | formats, …}`: assembles a film.\n',
      '- `video.published` `{video_id, url?, platform?}`: approved -> delivered.\n\n',
      'Other events are stored, with `handled: false`.',
    ].join(' '),
    access: { by: 'signature', header: 'X-Webhook-Secret' },
    body: documentedEventSchema,
    reads: 'raw',
    answers: { 202: n8nAnswerSchema },
    problems: [
      'invalid_signature',
      'invalid_json',
      'not_found',
      'illegal_transition',
      'private_address',
      'idempotency_key_reused',
      'not_configured',
    ],
  },
});
