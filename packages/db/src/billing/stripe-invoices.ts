import type { Tx } from '../client.ts';
import type { Invoice } from '../generated/client.ts';
import { invoiceFacts } from '../notices/event-facts.ts';
import { announceEvent } from '../notices/notices.ts';
import { tellStaff } from '../notices/tell-staff.ts';
import type { StaffAudience } from '../notices/tell-staff.ts';

/** What is kept of an invoice as Stripe tells it. */
export interface StripeInvoiceState {
  stripeInvoiceId: string;
  customerId: string | null;
  /** Our invoice's id, in the metadata of those that we made. */
  invoiceId: string | null;
  status: string;
  number: string | null;
  currency: string;
  totalCents: number;
  paidCents: number;
  hostedUrl: string | null;
  pdfUrl: string | null;
  dueAt: Date | null;
  periodStart: Date | null;
  periodEnd: Date | null;
}

/** Statuses only go up: https://docs.stripe.com/invoicing/overview#invoice-statuses. */
const ranks: Record<string, number> = {
  creating: -1,
  draft: 0,
  open: 1,
  uncollectible: 2,
  paid: 3,
  void: 3,
  deleted: 3,
};

/**
 * Brings an invoice up to what Stripe says as of `at`; null for what it answered to us just now. What is older than what is known, or would move the status back,
 * changes nothing; `invoice.paid` is told once. An invoice of a customer that we know, made at Stripe, becomes one of ours. Null where the customer is
 * unknown.
 */
export async function applyInvoiceState(
  tx: Tx,
  { state, at }: { state: StripeInvoiceState; at: Date | null },
): Promise<{ invoice: Invoice; applied: boolean } | null> {
  const known = await findInvoice(tx, state);
  if (!known) return null;
  const applied = isNewer(known, { state, at });
  if (!applied) return { invoice: known, applied };
  const { customerId: _customer, invoiceId: _own, periodStart, periodEnd, ...fields } = state;
  const invoice = await tx.invoice.update({
    where: { id: known.id },
    // The period of an invoice that we made is the one that it bills; Stripe's is the moment of its making.
    data: {
      ...fields,
      ...(known.periodStart ? {} : { periodStart, periodEnd }),
      ...(at ? { stripeEventAt: at } : {}),
      version: { increment: 1 },
    },
  });
  if (invoice.status === 'paid' && known.status !== 'paid') await announcePaid(tx, invoice);
  return { invoice, applied };
}

/** Locked until the transaction ends: two events of one invoice are applied after each other. */
async function findInvoice(tx: Tx, state: StripeInvoiceState): Promise<Invoice | null> {
  const { stripeInvoiceId, invoiceId, customerId } = state;
  if (customerId) {
    const client = await tx.client.findUnique({ where: { stripeCustomerId: customerId }, select: { id: true } });
    const known = await tx.invoice.findFirst({
      where: { OR: [{ stripeInvoiceId }, ...(invoiceId ? [{ id: invoiceId, stripeInvoiceId: null }] : [])] },
      select: { id: true },
    });
    if (client && !known) {
      const data = { clientId: client.id, stripeInvoiceId, currency: state.currency };
      await tx.invoice.createMany({ data: [data], skipDuplicates: true });
    }
  }
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM invoices
    WHERE stripe_invoice_id = ${stripeInvoiceId} OR (stripe_invoice_id IS NULL AND id = ${invoiceId}::uuid)
    ORDER BY stripe_invoice_id NULLS LAST LIMIT 1 FOR UPDATE`;
  const id = rows[0]?.id;
  return id ? tx.invoice.findUnique({ where: { id } }) : null;
}

function isNewer(known: Invoice, { state, at }: { state: StripeInvoiceState; at: Date | null }): boolean {
  const before = ranks[known.status] ?? 0;
  const now = ranks[state.status] ?? 0;
  // Of one that we are making, only our own last call knows that its lines are in.
  if (at && known.status === 'creating' && now === 0) return false;
  if (now !== before) return now > before;
  return !at || !known.stripeEventAt || at >= known.stripeEventAt;
}

/** Tells the endpoints that an invoice was paid, once. */
async function announcePaid(tx: Tx, invoice: Invoice): Promise<void> {
  await announceEvent(tx, { type: 'invoice.paid', key: invoice.id, data: invoiceFacts(invoice) });
}

/** Tells the endpoints and the studio that a payment failed, once for each try. */
export async function announcePaymentFailed(
  tx: Tx,
  { invoice, attempt, staff }: { invoice: Invoice; attempt: number; staff: StaffAudience },
): Promise<void> {
  const key = `${invoice.id}/${attempt}`;
  const client = await tx.client.findUniqueOrThrow({ where: { id: invoice.clientId }, select: { name: true } });
  const data = { ...invoiceFacts(invoice), attempt };
  await announceEvent(tx, { type: 'invoice.payment_failed', key, data });
  await tellStaff(tx, { staff, template: 'payment-failed', key, data: { ...data, client: client.name } });
}
