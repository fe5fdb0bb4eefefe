import type {
  ZodOpenApiCallbacksObject,
  ZodOpenApiMediaTypeObject,
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
} from 'zod-openapi';
import { z } from 'zod';
import { events } from '../events.ts';
import type { EventType } from '../events.ts';
import type { Operation } from '../operation.ts';
import { exampleEvents } from './example-events.ts';

const types = Object.keys(events) as EventType[];

/** `video.draft_ready` -> `VideoDraftReady` */
const nameOf = (type: EventType): string =>
  type.replaceAll(/(?:^|[._])(\w)/g, (_all, letter: string) => letter.toUpperCase());

const envelopeOf = <Type extends EventType>(type: Type) =>
  z
    .object({
      type: z.literal(type),
      timestamp: z.iso.datetime().meta({ description: 'When it happened.' }),
      data: events[type].meta({ id: `${nameOf(type)}Data` }),
    })
    .meta({ id: `${nameOf(type)}Event`, description: events[type].meta()?.description ?? '' });

const envelopes = Object.fromEntries(types.map((type) => [type, envelopeOf(type)])) as {
  [Type in EventType]: ReturnType<typeof envelopeOf<Type>>;
};

const webhookEventSchema = z
  .discriminatedUnion('type', types.map((type) => envelopes[type]) as unknown as [z.ZodObject, ...z.ZodObject[]])
  .meta({ id: 'WebhookEvent', description: 'What is sent, to be told apart by its `type`.' });

const text = (name: string, description: string, example: string) => ({
  name,
  in: 'header' as const,
  required: name !== 'webhook-signature',
  description,
  schema: { type: 'string' as const },
  example,
});

const signature = [
  text('webhook-id', 'The same on each try: what was seen under it is seen.', '01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90'),
  text('webhook-timestamp', 'Of this try, in seconds since 1970.', '1764316800'),
  text(
    'webhook-signature',
    'Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.',
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  ),
];

const responses = {
  '2XX': { description: 'Taken. Anything else, or nothing within 20 seconds, is tried again for three days.' },
  '410': { description: 'Gone: nothing more is sent to this endpoint.' },
};

const delivery = (
  operationId: string,
  { summary, content }: { summary: string; content: ZodOpenApiMediaTypeObject },
): ZodOpenApiOperationObject => ({
  operationId,
  tags: ['Webhooks out'],
  summary,
  security: [],
  parameters: signature,
  requestBody: { required: true, content: { 'application/json': content } },
  responses,
});

const exampleTime = '2026-11-28T08:00:00.000Z';

/** An event as it is sent. */
export const exampleEnvelope = (type: EventType) => ({ type, timestamp: exampleTime, data: exampleEvents[type] });

/** The section `webhooks` of the document: an entry for each event. */
export const webhooks: ZodOpenApiPathsObject = Object.fromEntries(
  types.map((type) => [
    type,
    {
      post: delivery(`on${nameOf(type)}`, {
        summary: events[type].meta()?.description ?? type,
        content: { schema: envelopes[type], example: exampleEnvelope(type) },
      }),
    },
  ]),
);

const jobEndedSchema = z
  .discriminatedUnion('type', [envelopes['job.complete'], envelopes['job.failed']])
  .meta({ id: 'JobEndedEvent' });

/** What the addresses that an operation takes are sent later; null where it takes none. */
export function callbacksOf(id: string, { body }: Operation): ZodOpenApiCallbacksObject | null {
  if (id === 'createWebhookEndpoint') {
    const summary = 'Every event that the endpoint names.';
    const content = { schema: webhookEventSchema, example: exampleEnvelope('video.approved') };
    return { event: { '{$request.body#/url}': { post: delivery('onWebhookEvent', { summary, content }) } } };
  }
  if (!(body instanceof z.ZodObject && 'callback_url' in body.shape)) return null;
  const summary = 'The end of the job, `job.complete` or `job.failed`, once.';
  const content = { schema: jobEndedSchema, example: exampleEnvelope('job.complete') };
  const post = delivery(`on${id.replace(/^./, (letter) => letter.toUpperCase())}Ended`, { summary, content });
  return { jobEnded: { '{$request.body#/callback_url}': { post } } };
}
