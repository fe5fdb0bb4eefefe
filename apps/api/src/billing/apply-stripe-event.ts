import { announcePaymentFailed, applyInvoiceState, applySubscription } from '@bom/db';
import type { StaffAudience, Tx } from '@bom/db';
import { z } from 'zod';
import type { Handled } from '../events/handle-once.ts';
import { invoiceObjectSchema, stateOfInvoice } from './invoice-object.ts';

const idOrObject = z.union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)]);

const eventSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  created: z.int().min(0).max(8_000_000_000),
  data: z.looseObject({ object: z.looseObject({}) }),
});
export type StripeEvent = z.infer<typeof eventSchema>;

const subscriptionSchema = z.looseObject({
  id: z.string(),
  customer: idOrObject,
  status: z.string(),
  metadata: z.record(z.string(), z.string()).nullish(),
  items: z.looseObject({ data: z.array(z.looseObject({ price: z.looseObject({ id: z.string() }) })).max(100) }),
});

/** Throws ZodError where it is no event. */
export function readStripeEvent(json: unknown): StripeEvent {
  return eventSchema.parse(json);
}

/** What an event does to invoices, packages and notices; in the caller's transaction, which sees to it once. */
export async function applyStripeEvent(
  tx: Tx,
  { event, staff }: { event: StripeEvent; staff: StaffAudience },
): Promise<Handled> {
  if (event.type.startsWith('invoice.')) return applyInvoice(tx, { event, staff });
  if (event.type.startsWith('customer.subscription.')) return applySubscriptionEvent(tx, event);
  return ignored(`nothing is done for ${event.type}`);
}

async function applyInvoice(tx: Tx, { event, staff }: { event: StripeEvent; staff: StaffAudience }): Promise<Handled> {
  const object = invoiceObjectSchema.safeParse(event.data.object);
  if (!object.success) return unreadable('an invoice');
  const customerId = object.data.customer;
  await linkCustomer(tx, { customerId, metadata: object.data.metadata });
  const state = { ...stateOfInvoice(object.data), ...(event.type === 'invoice.deleted' ? { status: 'deleted' } : {}) };
  const result = await applyInvoiceState(tx, { state, at: timeOf(event) });
  if (!result) return ignored(`no client has the Stripe customer ${String(customerId)}`);
  const { invoice } = result;
  // A failure that is told after the payment worked is no news to act on.
  if (event.type === 'invoice.payment_failed' && ['open', 'uncollectible'].includes(invoice.status)) {
    await announcePaymentFailed(tx, { invoice, attempt: object.data.attempt_count ?? 0, staff });
  }
  return { status: 'handled', answer: { received: true, invoice_id: invoice.id, applied: result.applied } };
}

async function applySubscriptionEvent(tx: Tx, event: StripeEvent): Promise<Handled> {
  const object = subscriptionSchema.safeParse(event.data.object);
  if (!object.success) return unreadable('a subscription');
  const { id, customer: customerId, status, items, metadata } = object.data;
  await linkCustomer(tx, { customerId, metadata });
  const result = await applySubscription(tx, {
    id,
    customerId,
    status: event.type.endsWith('.deleted') ? 'canceled' : status,
    priceIds: items.data.map(({ price }) => price.id),
    at: timeOf(event),
    rank: rankOf(event.type),
  });
  if (!result) return ignored(`no client has the Stripe customer ${customerId}`);
  return { status: 'handled', answer: { received: true, client_id: result.clientId, package: result.packageId } };
}

/** Subscriptions that are sold at Stripe name our client in their metadata, as `bom_client_id`. */
async function linkCustomer(
  tx: Tx,
  { customerId, metadata }: { customerId: string | null; metadata: Record<string, string> | null | undefined },
): Promise<void> {
  const clientId = z.uuid().safeParse(metadata?.['bom_client_id']).data;
  if (!clientId || !customerId) return;
  const taken = await tx.client.count({ where: { stripeCustomerId: customerId } });
  if (taken > 0) return;
  await tx.client.updateMany({
    where: { id: clientId, stripeCustomerId: null },
    data: { stripeCustomerId: customerId },
  });
}

function rankOf(type: string): number {
  if (type.endsWith('.created')) return 0;
  return type.endsWith('.deleted') ? 2 : 1;
}

function timeOf({ created }: StripeEvent): Date {
  return new Date(created * 1000);
}

function ignored(error: string): Handled {
  return { status: 'ignored', answer: { received: true }, error };
}

/** Answered all the same: Stripe would send it again for three days, and it would be the same. */
function unreadable(what: string): Handled {
  return { status: 'failed', answer: { received: true }, error: `the event does not hold ${what} as we know it` };
}
