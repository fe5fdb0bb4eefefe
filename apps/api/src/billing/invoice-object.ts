import type { StripeInvoiceState } from '@bom/db';
import { z } from 'zod';

const cents = z.int().min(-2_147_483_648).max(2_147_483_647);
const seconds = z.int().min(0).max(8_000_000_000).nullish();

/** What we read of Stripe's invoice object; loose, since it grows. */
export const invoiceObjectSchema = z.looseObject({
  id: z.string(),
  customer: z
    .union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)])
    .nullish()
    .transform((id) => id ?? null),
  status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).nullish(),
  number: z.string().nullish(),
  currency: z.string().regex(/^[a-z]{3}$/),
  total: cents,
  amount_paid: cents.default(0),
  hosted_invoice_url: z.string().nullish(),
  invoice_pdf: z.string().nullish(),
  due_date: seconds,
  period_start: seconds,
  period_end: seconds,
  attempt_count: z.int().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

export function stateOfInvoice(object: z.infer<typeof invoiceObjectSchema>): StripeInvoiceState {
  return {
    stripeInvoiceId: object.id,
    customerId: object.customer,
    invoiceId: z.uuid().safeParse(object.metadata?.['bom_invoice_id']).data ?? null,
    status: object.status ?? 'draft',
    number: object.number ?? null,
    currency: object.currency,
    totalCents: object.total,
    paidCents: object.amount_paid,
    hostedUrl: object.hosted_invoice_url ?? null,
    pdfUrl: object.invoice_pdf ?? null,
    dueAt: timeOf(object.due_date),
    periodStart: timeOf(object.period_start),
    periodEnd: timeOf(object.period_end),
  };
}

function timeOf(secondsSince1970: number | null | undefined): Date | null {
  return typeof secondsSince1970 === 'number' ? new Date(secondsSince1970 * 1000) : null;
}
