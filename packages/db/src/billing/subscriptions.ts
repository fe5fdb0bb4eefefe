import type { Tx } from '../client.ts';
import { lockClient } from '../customers/quota.ts';

export interface SubscriptionState {
  id: string;
  customerId: string;
  status: string;
  priceIds: string[];
  /** Stripe's `created` of the event. */
  at: Date;
  /** Tells apart the events of one second: created 0, updated and the like 1, deleted 2. */
  rank: number;
}

/** Statuses in which the client has what it subscribed to: https://docs.stripe.com/billing/subscriptions/overview. */
const active = new Set(['active', 'trialing', 'past_due']);
const fallbackPackage = 'kickstart';

/**
 * Notes a subscription's state and gives the client the package that follows: of its active subscriptions the one with
 * the highest price, `kickstart` where there is none. Since each subscription keeps its newest state and the package is
 * made from them all, the order in which events come does not matter. Null where the customer is unknown.
 */
export async function applySubscription(
  tx: Tx,
  state: SubscriptionState,
): Promise<{ clientId: string; packageId: string } | null> {
  const found = await tx.client.findUnique({ where: { stripeCustomerId: state.customerId }, select: { id: true } });
  if (!found) return null;
  const clientId = found.id;
  await lockClient(tx, clientId);
  await keepNewest(tx, { clientId, state });
  const packageId = await packageOf(tx, clientId);
  await tx.client.updateMany({
    where: { id: clientId, packageId: { not: packageId } },
    data: { packageId, version: { increment: 1 } },
  });
  return { clientId, packageId };
}

async function keepNewest(tx: Tx, { clientId, state }: { clientId: string; state: SubscriptionState }): Promise<void> {
  const { id, status, priceIds, at, rank } = state;
  const known = await tx.subscription.findUnique({ where: { id } });
  const isOlder = known && (known.eventAt > at || (known.eventAt.getTime() === at.getTime() && known.eventRank > rank));
  // A subscription that has ended does not come back, whatever the clocks say.
  if (isOlder || known?.eventRank === 2) return;
  const priced = await tx.package.findFirst({
    where: { stripePriceId: { in: priceIds } },
    orderBy: { priceCents: 'desc' },
  });
  const data = { clientId, packageId: priced?.id ?? null, status, eventAt: at, eventRank: rank };
  await tx.subscription.upsert({ where: { id }, create: { id, ...data }, update: data });
}

async function packageOf(tx: Tx, clientId: string): Promise<string> {
  const rows = await tx.subscription.findMany({ where: { clientId } });
  const running = rows.filter((row) => active.has(row.status));
  const ids = running.flatMap(({ packageId }) => packageId ?? []);
  const best = await tx.package.findFirst({ where: { id: { in: ids } }, orderBy: { priceCents: 'desc' } });
  if (best) return best.id;
  const client = await tx.client.findUniqueOrThrow({ where: { id: clientId }, select: { packageId: true } });
  // A price that no package has says nothing; a first payment that is still open takes nothing away.
  const undecided = running.length > 0 || rows.every(({ status }) => status === 'incomplete');
  return undecided ? client.packageId : fallbackPackage;
}
