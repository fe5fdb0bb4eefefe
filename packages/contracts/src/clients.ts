import { z } from 'zod';
import { brandKitSchema } from '@bom/domain';
import { packageSchema, versionSchema } from './fields.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

export const clientSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    package: packageSchema,
    brand_kit: brandKitSchema,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: versionSchema,
  })
  .meta({ id: 'Client' });
export type ClientAnswer = z.infer<typeof clientSchema>;

export const quotaSchema = z
  .object({
    limit: z.int().meta({ description: 'Videos in this month, by the package or by what staff granted.' }),
    used: z.int().meta({
      description:
        'A video counts once, however many revisions it has; one that failed or was cancelled before there was a film does not.',
    }),
    remaining: z
      .int()
      .meta({ description: 'Films that can still be begun this month; 0 where more were made than that.' }),
    period_start: z.iso.datetime().meta({ description: 'When this month began, UTC.' }),
    period_end: z.iso.datetime().meta({ description: 'When the next month begins, UTC.' }),
    override: z.int().nullable().meta({ description: 'What staff granted instead of the package; null for none.' }),
  })
  .meta({ id: 'Quota' });

const clientFields = {
  name: z.string().trim().min(1).max(200).meta({ description: 'As it is shown in films and mails.' }),
  email: z.email().max(254).meta({ description: 'One client an address, whatever its case.' }),
  package: z.string().max(50).meta({ description: 'One of the packages: `kickstart`, `growth`, `scale`.' }),
  brand_kit: brandKitSchema,
};

export const clientOperations = defineOperations({
  listClients: {
    method: 'get',
    path: '/api/clients',
    tag: 'Clients',
    summary: 'List clients',
    access: { by: 'principal', scope: 'clients:read', clients: true },
    query: listQuerySchema.extend({
      email: z.string().max(254).optional().meta({ description: 'The whole address, whatever its case.' }),
      package: z.string().max(50).optional().meta({ description: 'Only clients of this package.' }),
    }),
    answers: { 200: listOf(clientSchema) },
  },
  createClient: {
    method: 'post',
    path: '/api/clients',
    tag: 'Clients',
    summary: 'Create a client',
    access: { by: 'principal', scope: 'clients:write' },
    body: z
      .strictObject({
        ...clientFields,
        package: clientFields.package.default('kickstart'),
        brand_kit: brandKitSchema.optional(),
      })
      .meta({
        id: 'NewClient',
        examples: [
          { name: 'North Bakery', email: 'hello@north.example', brand_kit: { colors: { primary: '#0F766E' } } },
        ],
      }),
    idempotent: true,
    versioned: true,
    answers: { 201: clientSchema },
    problems: ['email_taken', 'unknown_package', 'private_address', 'asset_not_found'],
  },
  getClient: {
    method: 'get',
    path: '/api/clients/{id}',
    tag: 'Clients',
    summary: 'Read a client',
    access: { by: 'principal', scope: 'clients:read', clients: true },
    params: idParamSchema,
    versioned: true,
    answers: { 200: clientSchema },
  },
  updateClient: {
    method: 'patch',
    path: '/api/clients/{id}',
    tag: 'Clients',
    summary: 'Change a client',
    description: 'What is left out stays as it is. `brand_kit` replaces the whole kit. `quota_override` is for staff.',
    access: { by: 'principal', scope: 'clients:write' },
    params: idParamSchema,
    body: z
      .strictObject({
        ...clientFields,
        quota_override: z
          .int()
          .min(0)
          .max(10_000)
          .nullable()
          .meta({ description: 'Videos a month instead of what the package says; null for the package.' }),
      })
      .partial()
      .meta({ id: 'ClientChange' }),
    versioned: true,
    answers: { 200: clientSchema },
    problems: ['email_taken', 'unknown_package', 'private_address', 'asset_not_found'],
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
