import { z } from 'zod';
import { webhookEventTypes } from './events.ts';
import { versionSchema } from './fields.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

const webhookEventTypeSchema = z.enum(webhookEventTypes).meta({ id: 'WebhookEventType' });

const eventsSchema = z
  .array(webhookEventTypeSchema)
  .min(1)
  .max(webhookEventTypes.length)
  .transform((events) => [...new Set(events)])
  .meta({
    description:
      '`job.progress` comes at most once in ten seconds for each job, is tried once, and only when named here.',
    examples: [['video.draft_ready', 'video.approved']],
  });

const urlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .meta({
    description: 'Must lead to a public address, or to one that FETCH_ALLOW_PRIVATE names. Redirects are not followed.',
    examples: ['https://n8n.example/webhook/bom'],
  });

/** What HTTP itself, the delivery or its signature says is said by nobody else. */
const ownHeaders =
  /^(webhook-|content-|proxy-|host$|connection$|keep-alive$|transfer-encoding$|te$|trailer$|upgrade$|expect$|accept-encoding$|user-agent$)/i;

const secretHeaderSchema = z
  .strictObject({
    name: z
      .string()
      .max(100)
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of a header')
      .refine((name) => !ownHeaders.test(name), 'is a header that deliveries or HTTP itself set; take another name')
      .meta({ description: 'Of the header.', examples: ['X-Bom-Secret'] }),
    value: z
      .string()
      .max(1000)
      .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII without spaces around it')
      .meta({ description: 'Never shown again.', examples: ['a-long-random-text'] }),
  })
  .meta({
    description:
      'Sent with each delivery beside the signature, for receivers that check a header and cannot verify, such as the Header Auth of n8n.',
  });

const descriptionSchema = z.string().trim().max(500).meta({ description: 'For people: what listens there.' });

export const webhookEndpointSchema = z
  .object({
    id: z.uuid(),
    url: z.string().meta({ description: 'Where deliveries go.' }),
    events: z.array(z.string()).meta({ description: 'The types that it listens for.' }),
    description: z.string().nullable().meta({ description: 'For people: what listens there.' }),
    secret_header: z
      .object({ name: z.string().meta({ description: 'Of the header.' }) })
      .nullable()
      .meta({ description: 'The header of your own that deliveries carry; its value is never shown.' }),
    disabled: z.boolean().meta({ description: 'Nothing is sent to it.' }),
    disabled_at: z.iso.datetime().nullable().meta({ description: 'Since when; null while it is enabled.' }),
    disabled_reason: z
      .string()
      .nullable()
      .meta({ description: 'By whom or for what failure, for people; null while it is enabled.' }),
    failing_since: z.iso.datetime().nullable().meta({ description: 'No delivery has succeeded since then.' }),
    previous_secret_until: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Deliveries carry the signature of the previous secret too until then.' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: versionSchema,
  })
  .meta({ id: 'WebhookEndpoint' });
export type WebhookEndpointAnswer = z.infer<typeof webhookEndpointSchema>;

const withSecretSchema = webhookEndpointSchema
  .extend({ secret: z.string().meta({ description: 'Shown once: `whsec_` and 32 random bytes in base64.' }) })
  .meta({ id: 'WebhookEndpointWithSecret' });

const deliveryStatusSchema = z.enum(['pending', 'sent', 'failed', 'skipped']).meta({
  id: 'DeliveryStatus',
  description:
    '`pending`: to be tried, or tried again. `sent`: taken with a 2xx. `failed`: given up. `skipped`: no longer wanted.',
});

const attemptSchema = z
  .object({
    status: z.int().nullable().meta({ description: 'HTTP status; null where no answer came.' }),
    error: z.string().nullable().meta({ description: 'What went wrong; null where it was taken.' }),
    response: z.string().nullable().meta({ description: 'The beginning of the answer, at most 1 KiB.' }),
    duration_ms: z.int().meta({ description: 'Until the answer, or until it was given up, in milliseconds.' }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'WebhookAttempt' });

export const webhookDeliverySchema = z
  .object({
    id: z.uuid().meta({ description: 'The `webhook-id` of every try.' }),
    endpoint_id: z.uuid(),
    event: z.string().meta({ description: 'Type of the event.' }),
    status: deliveryStatusSchema,
    data: z.unknown().meta({ description: 'The `data` that is sent.' }),
    next_attempt_at: z.iso.datetime().nullable().meta({ description: 'Null where nothing more is tried.' }),
    error: z.string().nullable().meta({ description: 'What went wrong last; null where nothing did.' }),
    attempts: z.array(attemptSchema).meta({ description: 'Newest first, at most 50.' }),
    created_at: z.iso.datetime(),
    sent_at: z.iso.datetime().nullable().meta({ description: 'When it was taken; null until then.' }),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDeliveryAnswer = z.infer<typeof webhookDeliverySchema>;

const staff = { by: 'principal', scope: 'staff' } as const;
const tag = 'Webhooks out';

export const webhookEndpointOperations = defineOperations({
  listWebhookEndpoints: {
    method: 'get',
    path: '/api/webhook-endpoints',
    tag,
    summary: 'List endpoints',
    access: staff,
    query: listQuerySchema,
    answers: { 200: listOf(webhookEndpointSchema) },
  },
  createWebhookEndpoint: {
    method: 'post',
    path: '/api/webhook-endpoints',
    tag,
    summary: 'Add an endpoint',
    description: [
      'Deliveries are `POST {type, timestamp, data}`, signed as Standard Webhooks says. Anything but a 2xx within 20',
      'seconds is tried again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h and up to a tenth more. An',
      'endpoint that took nothing for three days, or says 410 Gone, is disabled and the studio told.',
    ].join(' '),
    access: staff,
    body: z
      .strictObject({
        url: urlSchema,
        events: eventsSchema,
        description: descriptionSchema.optional(),
        secret_header: secretHeaderSchema.optional(),
      })
      .meta({ id: 'NewWebhookEndpoint' }),
    idempotent: true,
    answers: { 201: withSecretSchema },
    problems: ['private_address'],
  },
  getWebhookEndpoint: {
    method: 'get',
    path: '/api/webhook-endpoints/{id}',
    tag,
    summary: 'Read an endpoint',
    access: staff,
    params: idParamSchema,
    answers: { 200: webhookEndpointSchema },
    problems: ['not_found'],
  },
  updateWebhookEndpoint: {
    method: 'patch',
    path: '/api/webhook-endpoints/{id}',
    tag,
    summary: 'Change, disable or enable an endpoint',
    access: staff,
    params: idParamSchema,
    body: z
      .strictObject({
        url: urlSchema.optional(),
        events: eventsSchema.optional(),
        description: descriptionSchema.nullable().optional().meta({ description: 'Null for none.' }),
        secret_header: secretHeaderSchema
          .nullable()
          .optional()
          .meta({ description: 'Null for none; left out, it stays.' }),
        disabled: z.boolean().optional().meta({ description: 'True stops deliveries; false begins them anew.' }),
      })
      .meta({ id: 'WebhookEndpointUpdate' }),
    versioned: true,
    answers: { 200: webhookEndpointSchema },
    problems: ['not_found', 'version_mismatch', 'private_address'],
  },
  deleteWebhookEndpoint: {
    method: 'delete',
    path: '/api/webhook-endpoints/{id}',
    tag,
    summary: 'Remove an endpoint; nothing more is sent to it',
    access: staff,
    params: idParamSchema,
    answers: { 204: null },
    problems: ['not_found'],
  },
  rotateWebhookSecret: {
    method: 'post',
    path: '/api/webhook-endpoints/{id}/rotate-secret',
    tag,
    summary: 'Replace the secret',
    description: 'The old secret signs beside the new one for `overlap_seconds` (a day by default, at most a week).',
    access: staff,
    params: idParamSchema,
    body: z
      .strictObject({
        overlap_seconds: z
          .int()
          .min(0)
          .max(7 * 24 * 3600)
          .default(24 * 3600)
          .meta({ description: 'How long the old secret signs too, in seconds.' }),
      })
      .meta({ id: 'SecretRotation' }),
    idempotent: true,
    answers: { 200: withSecretSchema },
    problems: ['not_found'],
  },
  listWebhookDeliveries: {
    method: 'get',
    path: '/api/webhook-endpoints/{id}/deliveries',
    tag,
    summary: 'List what was sent to an endpoint, with every try',
    access: staff,
    params: idParamSchema,
    query: listQuerySchema.extend({ status: deliveryStatusSchema.optional() }),
    answers: { 200: listOf(webhookDeliverySchema) },
    problems: ['not_found'],
  },
  redeliverWebhook: {
    method: 'post',
    path: '/api/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver',
    tag,
    summary: 'Send a delivery again, under the same webhook-id',
    access: staff,
    params: z.strictObject({ id: z.uuid(), delivery_id: z.uuid() }),
    idempotent: true,
    answers: { 202: webhookDeliverySchema },
    problems: ['not_found', 'conflict'],
  },
  testWebhookEndpoint: {
    method: 'post',
    path: '/api/webhook-endpoints/{id}/test',
    tag,
    summary: 'Send an event of type `webhook.test`',
    access: staff,
    params: idParamSchema,
    idempotent: true,
    answers: { 202: webhookDeliverySchema },
    problems: ['not_found', 'conflict'],
  },
});
