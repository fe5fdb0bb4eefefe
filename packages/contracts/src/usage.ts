import { z } from 'zod';
import { currencySchema, packageSchema } from './fields.ts';
import { defineOperations } from './operation.ts';

const amounts = {
  calls: z.int().meta({ description: 'Paid calls, those that failed included.' }),
  failed_calls: z.int().meta({ description: 'Of `calls`: those that failed and were billed all the same.' }),
  units: z
    .record(z.string(), z.number())
    .meta({ description: 'What was billed, by unit: images, megapixels, characters, seconds, tokens.' }),
  input_tokens: z.int().meta({ description: 'Tokens that models read.' }),
  output_tokens: z.int().meta({ description: 'Tokens that models wrote.' }),
  seconds: z.number().meta({ description: 'Time that the calls took.' }),
  cost_cents: z.number().meta({ description: 'US cents, to the millionth.', examples: [12.345678] }),
};

const planSchema = z
  .object({
    package: packageSchema,
    price_cents: z.int().meta({ description: 'A month.' }),
    currency: currencySchema,
    months: z.int().meta({ description: 'Calendar months that the period touches.' }),
    revenue_cents: z.int().meta({ description: '`price_cents` times `months`.' }),
    margin_cents: z.number().nullable().meta({ description: 'Null where the package is not priced in US dollars.' }),
  })
  .meta({ id: 'PlanShare' });

const rowSchema = z
  .object({
    key: z
      .string()
      .nullable()
      .meta({ description: 'Day, id, provider or operation; null for calls that belong to none.' }),
    label: z.string().nullable().meta({ description: 'Name of the client or title of the video.' }),
    ...amounts,
    plan: planSchema.nullable().meta({ description: 'When grouped by client.' }),
  })
  .meta({ id: 'UsageRow' });

export const usageSchema = z
  .object({
    from: z.iso.datetime().meta({ description: 'Beginning of the period.' }),
    to: z.iso.datetime().meta({ description: 'Its end, not included.' }),
    group_by: z
      .enum(['day', 'client', 'video', 'provider', 'operation'])
      .meta({ description: 'What a row stands for.' }),
    data: z.array(rowSchema).meta({ description: 'A row for each group that has calls.' }),
    totals: z.object(amounts).meta({ id: 'UsageTotals', description: 'Of the whole period, rows left out included.' }),
    plan: planSchema
      .nullable()
      .meta({ description: "The costs against the client's plan, where the query names a client, project or video." }),
  })
  .meta({ id: 'Usage' });
export type UsageAnswer = z.infer<typeof usageSchema>;

/** A day means its beginning, UTC. */
const timeSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => new Date(text))
  .refine(
    (time) => time.getUTCFullYear() >= 2000 && time.getUTCFullYear() <= 2999,
    'must be a time of this millennium',
  );

export const usageOperations = defineOperations({
  getUsage: {
    method: 'get',
    path: '/api/usage',
    tag: 'Billing',
    summary: 'What the paid calls cost, against what the client pays',
    description:
      'From `from` (the beginning of this month by default) up to but not including `to` (now), at most 1000 rows.',
    access: { by: 'principal', scope: 'usage:read' },
    query: z.strictObject({
      client_id: z.uuid().optional(),
      project_id: z.uuid().optional(),
      video_id: z.uuid().optional(),
      from: timeSchema.optional().meta({ description: 'By default the beginning of this month, UTC.' }),
      to: timeSchema.optional().meta({ description: 'Not included; by default now.' }),
      group_by: usageSchema.shape.group_by.default('day'),
    }),
    answers: { 200: usageSchema },
    problems: ['not_found'],
  },
});
