import { z } from 'zod';
import { sceneNoteSchema, videoStatusSchema } from './films.ts';
import { currencySchema, packageSchema } from './fields.ts';
import { jobErrorSchema, jobKindSchema, jobSegmentsSchema, jobStageSchema } from './job-fields.ts';

const video = {
  video_id: z.uuid(),
  client_id: z.uuid(),
  project_id: z.uuid(),
  title: z.string(),
  revision: z.int().meta({ description: 'That the event is about.' }),
  status: videoStatusSchema.meta({ description: 'Of the video, after what happened.' }),
};

const job = {
  job_id: z.uuid(),
  video_id: z.uuid(),
  client_id: z.uuid(),
  kind: jobKindSchema,
  title: z.string().meta({ description: 'Of the video.' }),
  revision: z.int().meta({ description: 'That the job makes.' }),
  metadata: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'As it was given with the job; null where none was.' }),
};

const invoice = {
  invoice_id: z.uuid(),
  client_id: z.uuid(),
  stripe_invoice_id: z.string().nullable().meta({ description: 'Id of the invoice at Stripe.' }),
  number: z.string().nullable().meta({ description: 'As on the invoice; null for a draft.' }),
  status: z.string().meta({ description: "Stripe's own.", examples: ['open', 'paid'] }),
  total_cents: z.int().meta({ description: 'What the invoice comes to, in cents of its currency.' }),
  currency: currencySchema,
};

const note = z.string().nullable().meta({ description: 'What was said with it.' });
const scenes = z.array(sceneNoteSchema).meta({ description: 'What was said of single scenes.' });

/**
 * Every event that goes out, with its `data`: to webhook endpoints and to a job's `callback_url` alike. What announces
 * one, the OpenAPI document, the client's types and the page of events are all made from this.
 */
export const events = {
  'video.generating': z
    .object({ ...video, job_id: z.uuid() })
    .meta({ description: 'A film is being made: a first one, a new revision, or a failed one once more.' }),
  'video.draft_ready': z
    .object({
      ...video,
      job_id: z.uuid().nullable().meta({ description: 'Null where an old revision was brought back.' }),
      restored_from: z.int().nullable().meta({ description: 'The old revision that was brought back, if one was.' }),
    })
    .meta({ description: 'A revision is finished and waits in the studio.' }),
  'video.review_requested': z
    .object({ ...video, note })
    .meta({ description: 'The draft was sent to the client for review.' }),
  'video.approved': z.object({ ...video, note, scenes }).meta({ description: 'The client or staff approved it.' }),
  'video.rejected': z.object({ ...video, note, scenes }).meta({ description: 'The client or staff want changes.' }),
  'video.delivered': z.object(video).meta({ description: 'The approved film was handed over.' }),
  'video.failed': z
    .object({ ...video, job_id: z.uuid(), error: jobErrorSchema })
    .meta({ description: 'Its job failed or was cancelled. A film that it had before stays.' }),
  'job.progress': z
    .object({
      ...job,
      status: z.literal('processing'),
      stage: jobStageSchema,
      progress: z.int().min(0).max(100).meta({ description: 'In percent; never goes back.' }),
      segments: jobSegmentsSchema,
    })
    .meta({
      description:
        'Where a running job stands. At most once in ten seconds for each job, tried once, and only to endpoints that name it.',
    }),
  'job.complete': z.object(job).meta({ description: 'The film is there; read it from the video or the job.' }),
  'job.failed': z
    .object({ ...job, error: jobErrorSchema })
    .meta({ description: 'No film came of it, and nothing more is tried; also where it was cancelled.' }),
  'client.created': z
    .object({ client_id: z.uuid(), name: z.string(), package: packageSchema })
    .meta({ description: 'By a form, by n8n or by a call.' }),
  'quota.exceeded': z
    .object({
      client_id: z.uuid(),
      name: z.string(),
      package: z.string().meta({ description: 'Its name, as people read it.' }),
      limit: z.int().meta({ description: 'Videos that the client has in a month.' }),
      video_id: z
        .uuid()
        .nullable()
        .meta({ description: 'That was to be made; null where a form asked for a new one.' }),
    })
    .meta({ description: "A film was asked for and not begun: the client's month is used up." }),
  'invoice.paid': z.object(invoice).meta({ description: 'Once for each invoice.' }),
  'invoice.payment_failed': z
    .object({ ...invoice, attempt: z.int().meta({ description: 'How many times Stripe has tried.' }) })
    .meta({ description: 'Once for each try.' }),
  'webhook.test': z
    .object({ endpoint_id: z.uuid(), message: z.string().meta({ description: 'A sentence for people.' }) })
    .meta({ description: 'Asked for by `POST /api/webhook-endpoints/{id}/test`; no endpoint need name it.' }),
} as const;

export type EventType = keyof typeof events;

/** What an event of a type carries, before it is sent. */
export type EventData<Type extends EventType> = z.input<(typeof events)[Type]>;

/** Sent on request alone, so there is nothing to subscribe to. */
type UnsubscribedEventType = 'webhook.test';
export type SubscribableEventType = Exclude<EventType, UnsubscribedEventType>;

/** What endpoints can listen for. */
export const webhookEventTypes = Object.keys(events).filter((type) => type !== 'webhook.test') as [
  SubscribableEventType,
  ...SubscribableEventType[],
];
