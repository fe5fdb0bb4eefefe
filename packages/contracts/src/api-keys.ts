import { z } from 'zod';
import { listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';
import { scopes, scopeSchema } from './scopes.ts';

export const apiKeySchema = z
  .object({
    id: z.string().meta({ description: 'The public part of the key: bom_<id>_<secret>.' }),
    name: z.string(),
    scopes: z.array(scopeSchema).meta({ description: 'What the key may.' }),
    created_by: z.string().meta({ description: 'Who made it, as in events.', examples: ['staff:ann@studio.example'] }),
    created_at: z.iso.datetime(),
    expires_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Refused from then on; null: good until it is revoked.' }),
    revoked_at: z.iso.datetime().nullable().meta({ description: 'Refused since then; null while it is good.' }),
    last_used_at: z.iso.datetime().nullable().meta({ description: 'To the minute or so.' }),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyAnswer = z.infer<typeof apiKeySchema>;

export const apiKeyOperations = defineOperations({
  listApiKeys: {
    method: 'get',
    path: '/api/api-keys',
    tag: 'API keys',
    summary: 'List API keys, revoked ones too',
    access: { by: 'principal', scope: 'staff' },
    query: listQuerySchema,
    answers: { 200: listOf(apiKeySchema) },
  },
  createApiKey: {
    method: 'post',
    path: '/api/api-keys',
    tag: 'API keys',
    summary: 'Make an API key',
    description: 'The only answer that shows the key: it is stored hashed.',
    access: { by: 'principal', scope: 'staff' },
    body: z
      .strictObject({
        name: z
          .string()
          .trim()
          .min(1)
          .max(100)
          .meta({ description: 'For people: what uses it.', examples: ['n8n'] }),
        scopes: z
          .array(scopeSchema)
          .min(1)
          .max(scopes.length)
          .transform((list) => [...new Set(list)])
          .meta({ description: 'What the key may.', examples: [['videos:read', 'assembly:write']] }),
        expires_at: z.iso
          .datetime({ offset: true })
          .refine((time) => new Date(time) > new Date(), 'must be in the future')
          .nullish()
          .meta({ description: 'Null or left out: until it is revoked.' }),
      })
      .meta({ id: 'ApiKeyRequest' }),
    idempotent: true,
    answers: {
      201: apiKeySchema
        .extend({
          key: z.string().meta({ description: 'The whole key, shown once.', examples: ['bom_1f0c9a7be2d4_5w8…'] }),
        })
        .meta({ id: 'NewApiKey' }),
    },
  },
  revokeApiKey: {
    method: 'delete',
    path: '/api/api-keys/{id}',
    tag: 'API keys',
    summary: 'Revoke an API key, at once and for good',
    access: { by: 'principal', scope: 'staff' },
    params: z.strictObject({
      id: z
        .string()
        .regex(/^[A-Za-z0-9]{1,64}$/)
        .meta({ description: 'The public part of the key.' }),
    }),
    answers: { 204: null },
    problems: ['not_found'],
  },
});
