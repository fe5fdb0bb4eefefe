import { createHash } from 'node:crypto';
import { applyInvoiceState } from '@bom/db';
import type { Client, Db, Invoice, InvoiceLine } from '@bom/db';
import { faultPoint } from '@bom/runtime';
import type { Stripe } from 'stripe';
import { invoiceObjectSchema, stateOfInvoice } from './invoice-object.ts';
import { askStripe } from './stripe-client.ts';

interface Drafted {
  stripe: Stripe;
  db: Db;
  draft: Invoice;
  client: Client;
  /** An earlier try may have made it at Stripe already. */
  resumed: boolean;
}

/**
 * Makes the invoice of a booked period at Stripe: customer, draft, lines. Each call has an idempotency key made from our
 * row, and a try that comes after Stripe forgot the keys looks for what is there, so that one row makes one invoice.
 */
export async function createAtStripe(drafted: Drafted): Promise<Invoice> {
  const { stripe, db, draft, resumed } = drafted;
  const made = await askStripe(async () => {
    const customer = await customerOf(drafted);
    const found = resumed ? await findAtStripe(stripe, { customer, draft }) : null;
    const invoice = found ?? (await createDraft(stripe, { customer, draft }));
    const isFilled = (invoice.lines?.data.length ?? 0) > 0;
    return isFilled ? invoice : addLines(stripe, { invoice, draft });
  });
  faultPoint('afterStripeBeforeLedger');
  return keepState(db, made);
}

async function customerOf({ stripe, db, client }: Drafted): Promise<string> {
  if (client.stripeCustomerId) return client.stripeCustomerId;
  const { id, name, email } = client;
  const params = { name, email, metadata: { bom_client_id: id } };
  // The key is of these very fields: Stripe refuses a key that comes back with others.
  const hash = createHash('sha256').update(JSON.stringify(params)).digest('hex').slice(0, 16);
  const customer = await stripe.customers.create(params, { idempotencyKey: `bom-customer-${id}-${hash}` });
  await db.prisma.client.updateMany({
    where: { id, stripeCustomerId: null },
    data: { stripeCustomerId: customer.id },
  });
  const kept = await db.prisma.client.findUniqueOrThrow({ where: { id }, select: { stripeCustomerId: true } });
  return kept.stripeCustomerId ?? customer.id;
}

interface AtStripe {
  customer: string;
  draft: Invoice;
}

export async function findAtStripe(stripe: Stripe, { customer, draft }: AtStripe): Promise<Stripe.Invoice | null> {
  const { data } = await stripe.invoices.list({ customer, limit: 100 });
  return data.find((invoice) => invoice.metadata?.['bom_invoice_id'] === draft.id) ?? null;
}

async function createDraft(stripe: Stripe, { customer, draft }: AtStripe): Promise<Stripe.Invoice> {
  return stripe.invoices.create(
    {
      customer,
      currency: draft.currency,
      collection_method: 'send_invoice',
      days_until_due: draft.daysUntilDue,
      auto_advance: false,
      pending_invoice_items_behavior: 'exclude',
      metadata: { bom_invoice_id: draft.id },
    },
    { idempotencyKey: `bom-invoice-${draft.id}` },
  );
}

async function addLines(
  stripe: Stripe,
  { invoice, draft }: { invoice: Stripe.Invoice; draft: Invoice },
): Promise<Stripe.Invoice> {
  const lines = (draft.lines as unknown as InvoiceLine[]).map((line) => ({
    description: line.description,
    amount: line.amount_cents,
    metadata: { kind: line.kind, ...(line.video_id ? { video_id: line.video_id } : {}) },
  }));
  return stripe.invoices.addLines(invoice.id, { lines }, { idempotencyKey: `bom-lines-${draft.id}` });
}

/** Writes what Stripe says of an invoice into our row; its events may have come before. */
export async function keepState(db: Db, object: unknown, change: { status?: 'deleted' } = {}): Promise<Invoice> {
  const state = { ...stateOfInvoice(invoiceObjectSchema.parse(object)), ...change };
  const result = await db.prisma.$transaction((tx) => applyInvoiceState(tx, { state, at: null }));
  if (!result) throw new Error(`The invoice ${state.stripeInvoiceId} is not one of ours.`);
  return result.invoice;
}
