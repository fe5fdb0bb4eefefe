import { setTimeout as sleep } from 'node:timers/promises';
import type { Stripe } from 'stripe';
import type { ApiDeps } from '../deps.ts';
import { openStripe } from '../billing/stripe-client.ts';
import { storeEvent } from '../events/store-event.ts';
import { takeStripeEvent } from './stripe.ts';

/** As far back as Stripe lists events. */
const listedMs = 30 * 24 * 3_600_000;
/** Events may be listed a little after the time they bear, and clocks differ. */
const overlapMs = 3_600_000;
/** What a look that is under way is given to end; what it leaves is found by the next one. */
const closeMs = 2_000;
/** Those that are acted upon. */
const types = ['invoice.*', 'customer.subscription.*'];

/**
 * Asks Stripe for the events of invoices and subscriptions since then, and takes those that never came, or that nobody
 * came to handle, through the door of the delivered ones; how many. Safe to run beside deliveries and beside itself.
 *
 * @throws what Stripe's SDK throws where Stripe can't be reached; an event that can't be applied stops no other
 */
export async function takeMissedStripeEvents(deps: ApiDeps, { since }: { since: Date }): Promise<number> {
  const stripe = openStripe(deps.config.stripe);
  const created = { gte: Math.floor(since.getTime() / 1000) };
  let count = 0;
  for (const type of types) {
    let page = await stripe.events.list({ type, created, limit: 100 });
    for (;;) {
      for (const event of await notHandled(deps, page.data)) count += await takeEvent(deps, event);
      const last = page.data.at(-1);
      if (!page.has_more || !last) break;
      page = await stripe.events.list({ type, created, limit: 100, starting_after: last.id });
    }
  }
  return count;
}

/** Oldest first. */
async function notHandled({ db }: ApiDeps, listed: Stripe.Event[]): Promise<Stripe.Event[]> {
  const ids = listed.map(({ id }) => id);
  const where = { source: 'stripe' as const, externalId: { in: ids }, status: { not: 'received' as const } };
  const known = await db.prisma.webhookEvent.findMany({ where, select: { externalId: true } });
  const handled = new Set(known.map(({ externalId }) => externalId));
  return listed.filter(({ id }) => !handled.has(id)).toReversed();
}

async function takeEvent(deps: ApiDeps, event: Stripe.Event): Promise<number> {
  const body = Buffer.from(JSON.stringify(event));
  const headers = { 'user-agent': 'asked of Stripe' };
  try {
    const eventId = await storeEvent(deps.db, { source: 'stripe', externalId: event.id, body, headers });
    await takeStripeEvent(deps, { eventId, json: event });
    return 1;
  } catch (error) {
    deps.logger.warn({ err: error, stripe_event: event.id }, 'an event of Stripe that was missed can not be taken');
    return 0;
  }
}

/**
 * Looks for missed events now, over all that Stripe still lists, and then again and again from where the last look began.
 * A look that fails is made up for by the next one.
 */
export function keepAskingStripe(deps: ApiDeps, { everyMs }: { everyMs: number }): { close(): Promise<void> } {
  let since = new Date(Date.now() - listedMs);
  let looking: Promise<void> | null = null;
  const look = async () => {
    const begun = Date.now();
    try {
      const count = await takeMissedStripeEvents(deps, { since });
      since = new Date(begun - overlapMs);
      if (count > 0) deps.logger.warn({ count }, 'events of Stripe had been missed and are taken now');
    } catch (error) {
      deps.logger.warn({ err: error }, 'Stripe can not be asked for missed events now');
    }
    looking = null;
  };
  const tick = () => void (looking ??= look());
  tick();
  const timer = setInterval(tick, everyMs);
  return {
    async close() {
      clearInterval(timer);
      await Promise.race([looking, sleep(closeMs, undefined, { ref: false })]);
    },
  };
}
