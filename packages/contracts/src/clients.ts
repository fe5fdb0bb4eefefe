import { z } from 'zod';
import { brandKitSchema } from '@bom/domain';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

export const clientSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    package: z.string(),
    brand_kit: brandKitSchema,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'Client' });
export type ClientAnswer = z.infer<typeof clientSchema>;

export const quotaSchema = z
  .object({
    limit: z.int(),
    used: z.int(),
    remaining: z.int(),
    period_start: z.iso.datetime(),
  })
  .meta({ id: 'Quota' });

export const clientOperations = defineOperations({
  listClients: {
    method: 'get',
    path: '/api/clients',
    tag: 'Clients',
    summary: 'List clients',
    access: { by: 'principal', scope: 'clients:read', clients: true },
    query: listQuerySchema,
    answers: { 200: listOf(clientSchema) },
  },
  getClient: {
    method: 'get',
    path: '/api/clients/{id}',
    tag: 'Clients',
    summary: 'Read a client',
    access: { by: 'principal', scope: 'clients:read', clients: true },
    params: idParamSchema,
    answers: { 200: clientSchema },
  },
  getClientQuota: {
    method: 'get',
    path: '/api/clients/{id}/quota',
    tag: 'Clients',
    summary: "Read this month's quota of a client",
    access: { by: 'principal', scope: 'clients:read', clients: true },
    params: idParamSchema,
    answers: { 200: quotaSchema },
  },
});
