import { z } from 'zod';
import { currencySchema, versionSchema } from './fields.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

const statusSchema = z.enum(['creating', 'draft', 'open', 'paid', 'uncollectible', 'void', 'deleted']).meta({
  id: 'InvoiceStatus',
  description: "Stripe's, and `creating` while Stripe does not have it yet: post it again to go on.",
});

const lineSchema = z
  .object({
    kind: z.enum(['plan', 'film', 'other']).meta({
      description:
        '`plan`: the month of the package. `film`: one approved film. `other`: a line that was made at Stripe.',
    }),
    description: z.string().meta({ description: 'As the client reads it.' }),
    amount_cents: z.int().meta({ description: 'In cents of the currency; 0 for films within the quota.' }),
    video_id: z.uuid().nullable().meta({ description: 'Of a film; null for other lines.' }),
  })
  .meta({ id: 'InvoiceLine' });

export const invoiceSchema = z
  .object({
    id: z.uuid(),
    client_id: z.uuid(),
    stripe_invoice_id: z.string().nullable().meta({ description: 'Null while Stripe does not have it yet.' }),
    number: z.string().nullable().meta({ description: 'As on the invoice; null for a draft.' }),
    status: statusSchema,
    currency: currencySchema,
    total_cents: z.int().meta({ description: 'What it comes to.' }),
    paid_cents: z.int().meta({ description: 'What has been paid of it.' }),
    period_start: z.iso.datetime().nullable().meta({ description: 'Of the month that it bills.' }),
    period_end: z.iso.datetime().nullable().meta({ description: 'Not included.' }),
    due_at: z.iso.datetime().nullable().meta({ description: 'When it must be paid; null until it is finalized.' }),
    lines: z.array(lineSchema).meta({ description: 'What it bills.' }),
    hosted_url: z.string().nullable().meta({ description: 'Where the client pays.' }),
    pdf_url: z.string().nullable().meta({ description: 'The invoice as a PDF at Stripe; null for a draft.' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: versionSchema,
  })
  .meta({ id: 'Invoice' });
export type InvoiceAnswer = z.infer<typeof invoiceSchema>;

const instantSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => new Date(text))
  .refine(
    (time) => time.getUTCFullYear() >= 2000 && time.getUTCFullYear() <= 2999,
    'must be a time of this millennium',
  );

const newInvoiceSchema = z
  .strictObject({
    client_id: z.uuid(),
    period_start: instantSchema.meta({
      description: 'A time, or a day for its beginning, UTC.',
      examples: ['2026-11-01'],
    }),
    period_end: instantSchema.meta({ description: 'Not included.', examples: ['2026-12-01'] }),
    days_until_due: z.int().min(1).max(365).default(14).meta({ description: 'From when it is finalized.' }),
    include_plan: z
      .boolean()
      .optional()
      .meta({ description: "The plan's price; by default unless a subscription at Stripe bills it." }),
    extra_film_cents: z
      .int()
      .min(0)
      .max(10_000_000)
      .optional()
      .meta({ description: 'For each film beyond the quota; by default the price of the plan over its quota.' }),
  })
  .superRefine(({ period_start: start, period_end: end }, context) => {
    const days = (end.getTime() - start.getTime()) / 86_400_000;
    if (days > 0 && days <= 31) return;
    const message = 'must be after period_start, by 31 days at most: an invoice bills one month of the plan';
    context.addIssue({ code: 'custom', path: ['period_end'], message });
  })
  .meta({ id: 'NewInvoice' });
export type NewInvoice = z.output<typeof newInvoiceSchema>;

const staff = { by: 'principal', scope: 'staff' } as const;

export const invoiceOperations = defineOperations({
  listInvoices: {
    method: 'get',
    path: '/api/invoices',
    tag: 'Billing',
    summary: 'List invoices',
    access: staff,
    query: listQuerySchema.extend({ client_id: z.uuid().optional(), status: statusSchema.optional() }),
    answers: { 200: listOf(invoiceSchema) },
  },
  createInvoice: {
    method: 'post',
    path: '/api/invoices',
    tag: 'Billing',
    summary: "Draft an invoice for a client's period at Stripe",
    description: [
      'A line for the plan, and one for each film that was first approved in the period: free within the quota, charged',
      'beyond it. Nothing is sent before it is finalized. The same period twice makes one invoice: while it could not be',
      'completed, posting it again goes on; after that, 409 `period_invoiced`, also for periods that overlap. A void or',
      'deleted invoice frees its period.',
    ].join(' '),
    access: staff,
    body: newInvoiceSchema,
    idempotent: true,
    answers: { 201: invoiceSchema },
    problems: [
      'not_found',
      'period_invoiced',
      'nothing_to_invoice',
      'billing_refused',
      'billing_unavailable',
      'not_configured',
    ],
  },
  getInvoice: {
    method: 'get',
    path: '/api/invoices/{id}',
    tag: 'Billing',
    summary: 'Read an invoice',
    access: staff,
    params: idParamSchema,
    answers: { 200: invoiceSchema },
    problems: ['not_found'],
  },
  finalizeInvoice: {
    method: 'post',
    path: '/api/invoices/{id}/finalize',
    tag: 'Billing',
    summary: 'Finalize a draft: Stripe mails it to the client',
    access: staff,
    params: idParamSchema,
    idempotent: true,
    answers: { 200: invoiceSchema },
    problems: ['not_found', 'illegal_transition', 'billing_refused', 'billing_unavailable', 'not_configured'],
  },
  voidInvoice: {
    method: 'post',
    path: '/api/invoices/{id}/void',
    tag: 'Billing',
    summary: 'Void an open invoice, or delete a draft',
    access: staff,
    params: idParamSchema,
    idempotent: true,
    answers: { 200: invoiceSchema },
    problems: ['not_found', 'illegal_transition', 'billing_refused', 'billing_unavailable', 'not_configured'],
  },
});
