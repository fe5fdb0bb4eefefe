import { z } from 'zod';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

const sourceSchema = z.enum(['tally', 'stripe', 'n8n']).meta({ id: 'EventSource', description: 'Who sent it.' });
const statusSchema = z
  .enum(['received', 'handled', 'rejected', 'failed', 'ignored'])
  .meta({ id: 'ReceivedEventStatus' });

export const receivedEventSchema = z
  .object({
    id: z.uuid(),
    source: sourceSchema,
    external_id: z.string().meta({ description: 'What makes two deliveries the same event.' }),
    type: z.string().nullable().meta({ description: "The event's type, where its body names one." }),
    status: statusSchema.meta({
      description:
        '`ignored`: nothing to do for it. `rejected`: over quota. `failed` ones can be put right and replayed.',
    }),
    answer: z.unknown().meta({ description: 'What was answered, and is answered again to the same event.' }),
    error: z.string().nullable().meta({ description: 'Why it failed; null where it did not.' }),
    bytes: z.int().meta({ description: 'Size of the body.' }),
    created_at: z.iso.datetime(),
    handled_at: z.iso.datetime().nullable().meta({ description: 'When it was dealt with; null until then.' }),
  })
  .meta({ id: 'ReceivedEvent' });
export type ReceivedEventAnswer = z.infer<typeof receivedEventSchema>;

const detailSchema = receivedEventSchema
  .extend({
    body: z.unknown().meta({
      description:
        'The body with addresses, numbers of phones and cards, and secrets masked; null where it is not JSON.',
    }),
  })
  .meta({ id: 'ReceivedEventDetail' });

export const receivedEventOperations = defineOperations({
  listWebhookEvents: {
    method: 'get',
    path: '/api/webhooks/events',
    tag: 'Webhooks in',
    summary: 'List the events that came in',
    access: { by: 'principal', scope: 'staff' },
    query: listQuerySchema.extend({ source: sourceSchema.optional(), status: statusSchema.optional() }),
    answers: { 200: listOf(receivedEventSchema) },
  },
  getWebhookEvent: {
    method: 'get',
    path: '/api/webhooks/events/{id}',
    tag: 'Webhooks in',
    summary: 'Read an event, with its masked body',
    access: { by: 'principal', scope: 'staff' },
    params: idParamSchema,
    answers: { 200: detailSchema },
    problems: ['not_found'],
  },
  replayWebhookEvent: {
    method: 'post',
    path: '/api/webhooks/events/{id}/replay',
    tag: 'Webhooks in',
    summary: 'Handle a stored event again',
    description:
      'For events that failed, were ignored or were over quota. One that was handled keeps its one effect: it is answered as before.',
    access: { by: 'principal', scope: 'staff' },
    params: idParamSchema,
    idempotent: true,
    answers: { 200: receivedEventSchema },
    problems: ['not_found', 'missing_answers', 'unknown_option', 'invalid_json', 'illegal_transition'],
  },
});
