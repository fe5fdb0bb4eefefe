import { z } from 'zod';
import { defineOperations } from './operation.ts';

const amounts = {
  calls: z.int(),
  failed_calls: z.int().meta({ description: 'Of `calls`: those that failed and were billed all the same.' }),
  units: z
    .record(z.string(), z.number())
    .meta({ description: 'What was billed, by unit: images, megapixels, characters, seconds, tokens.' }),
  input_tokens: z.int(),
  output_tokens: z.int(),
  seconds: z.number().meta({ description: 'Time that the calls took.' }),
  cost_cents: z.number().meta({ description: 'US cents, to the millionth.', examples: [12.345678] }),
};

const planSchema = z
  .object({
    package: z.string(),
    price_cents: z.int().meta({ description: 'A month.' }),
    currency: z.string(),
    months: z.int().meta({ description: 'Calendar months that the period touches.' }),
    revenue_cents: z.int(),
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
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    group_by: z.enum(['day', 'client', 'video', 'provider', 'operation']),
    data: z.array(rowSchema),
    totals: z.object(amounts).meta({ id: 'UsageTotals' }),
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
      from: timeSchema.optional(),
      to: timeSchema.optional(),
      group_by: usageSchema.shape.group_by.default('day'),
    }),
    answers: { 200: usageSchema },
    problems: ['not_found'],
  },
});
