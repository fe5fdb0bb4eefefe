import { randomUUID } from 'node:crypto';
import type { Client } from '@bom/db';
import { startDouble, waitFor } from '@bom/testing';
import type { Double } from '@bom/testing';
import StripeSdk from 'stripe';
import request from 'supertest';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';
import { keepAskingStripe, takeMissedStripeEvents } from './stripe-missed.ts';

interface FakeEvent {
  id: string;
  type: string;
  created: number;
}

const secret = 'whsec_test_0123456789';
const dayMs = 24 * 3_600_000;
/** What happened at Stripe, newest first, delivered or not. */
let happened: FakeEvent[];
let isDown: boolean;
let stripe: Double;
let api: TestApi;

beforeAll(async () => {
  // As Stripe lists: filtered by type and time, in pages of three here, so that five events are more than one.
  stripe = await startDouble(({ path }) => {
    if (isDown) return { status: 503, json: { error: { type: 'api_error', message: 'away' } } };
    const query = new URL(path, 'http://stripe').searchParams;
    const prefix = (query.get('type') ?? '').replace('*', '');
    const since = Number(query.get('created[gte]'));
    const found = happened.filter(({ type, created }) => type.startsWith(prefix) && created >= since);
    const from = found.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    return { json: { object: 'list', data: found.slice(from, from + 3), has_more: found.length > from + 3 } };
  });
  api = await startApi({ stripe: { secretKey: 'sk_test_x', webhookSecret: secret, baseUrl: stripe.url } });
});

beforeEach(() => {
  happened = [];
  isDown = false;
});

afterAll(async () => {
  await api.stop();
  await stripe.close();
});

const events = () => api.deps.db.prisma.webhookEvent;
const take = (sinceMs = dayMs) => takeMissedStripeEvents(api.deps, { since: new Date(Date.now() - sinceMs) });

function deliver(event: FakeEvent) {
  const payload = JSON.stringify(event);
  const header = StripeSdk.webhooks.generateTestHeaderString({ payload, secret });
  const headers = { 'content-type': 'application/json', 'stripe-signature': header };
  return request(api.app).post('/api/webhooks/stripe').set(headers).send(payload);
}

async function makeCustomer(): Promise<Client> {
  const email = `${randomUUID()}@client.example`;
  const stripeCustomerId = `cus_${randomUUID()}`;
  return api.deps.db.prisma.client.create({ data: { name: 'Café', email, emailKey: email, stripeCustomerId } });
}

/** An invoice from draft to paid, and a subscription: five events, newest first. */
function lifeOf({ stripeCustomerId: customer }: Client, invoiceId: string): FakeEvent[] {
  const at = Math.floor(Date.now() / 1000) - 3_600;
  const event = (type: string, created: number, object: object) =>
    ({ id: `evt_${randomUUID()}`, object: 'event', type, created, data: { object } }) as FakeEvent;
  const invoice = (status: string, more: object = {}) => ({
    id: invoiceId,
    object: 'invoice',
    customer,
    status,
    currency: 'usd',
    total: 29_900,
    amount_paid: 0,
    number: null,
    metadata: {},
    ...more,
  });
  const items = { data: [{ price: { id: 'price_of_nothing' } }] };
  return [
    event('customer.subscription.created', at, { id: `sub_${randomUUID()}`, customer, status: 'active', items }),
    event('invoice.created', at, invoice('draft')),
    event('invoice.finalized', at + 1, invoice('open', { number: 'A-1' })),
    event('invoice.payment_failed', at + 2, invoice('open', { number: 'A-1', attempt_count: 1 })),
    event('invoice.paid', at + 3, invoice('paid', { number: 'A-1', amount_paid: 29_900 })),
  ].toReversed();
}

const stateOf = async (stripeInvoiceId: string) => {
  const { status, paidCents, number } = await api.deps.db.prisma.invoice.findUniqueOrThrow({
    where: { stripeInvoiceId },
  });
  return { status, paidCents, number };
};

describe('events of Stripe that never came', () => {
  test('are found, all five of them, and leave the state that their delivery would have left', async () => {
    const [missed, told] = [`in_${randomUUID()}`, `in_${randomUUID()}`];
    const delivered = lifeOf(await makeCustomer(), told);
    for (const event of delivered.toReversed()) expect((await deliver(event)).status).toBe(200);
    happened = lifeOf(await makeCustomer(), missed);
    expect(await take()).toBe(5);
    expect(await stateOf(missed)).toEqual(await stateOf(told));
    expect(await stateOf(missed)).toEqual({ status: 'paid', paidCents: 29_900, number: 'A-1' });
    expect(await events().count({ where: { externalId: { in: happened.map(({ id }) => id) } } })).toBe(5);
    expect(await take()).toBe(0);
  });

  test('have their effect once where they come in the same moment, or come late', async () => {
    const id = `in_${randomUUID()}`;
    happened = lifeOf(await makeCustomer(), id);
    await Promise.all([take(), take(), ...happened.map((event) => deliver(event))]);
    for (const event of happened) expect((await deliver(event)).status).toBe(200);
    expect(await stateOf(id)).toMatchObject({ status: 'paid', paidCents: 29_900 });
    const invoice = await api.deps.db.prisma.invoice.findUniqueOrThrow({ where: { stripeInvoiceId: id } });
    const told = {
      where: { template: 'payment-failed', channel: 'slack' as const, dedupeKey: { contains: invoice.id } },
    };
    expect(await api.deps.db.prisma.notice.count(told)).toBeLessThanOrEqual(1);
    expect(await events().count({ where: { externalId: { in: happened.map((event) => event.id) } } })).toBe(5);
  });

  test('that can not be applied stop no other, and those that were stored by a process that died are handled', async () => {
    const id = `in_${randomUUID()}`;
    const [paid, ...before] = lifeOf(await makeCustomer(), id);
    const odd = { ...paid, id: `evt_${randomUUID()}`, created: 9_000_000_000 } as FakeEvent;
    happened = [odd, paid as FakeEvent, ...before];
    const stored = before[0] as FakeEvent;
    const body = Buffer.from(JSON.stringify(stored));
    await events().create({ data: { source: 'stripe', externalId: stored.id, body, headers: {} } });
    expect(await take()).toBe(5);
    expect(await stateOf(id)).toMatchObject({ status: 'paid' });
    expect(await events().findFirst({ where: { externalId: stored.id } })).toMatchObject({ status: 'handled' });
    expect(await events().findFirst({ where: { externalId: odd.id } })).toMatchObject({ status: 'failed' });
  });

  test('are asked for again after Stripe was away', async () => {
    const id = `in_${randomUUID()}`;
    happened = lifeOf(await makeCustomer(), id);
    isDown = true;
    stripe.requests.length = 0;
    const asking = keepAskingStripe(api.deps, { everyMs: 200 });
    await waitFor(() => stripe.requests.length > 0);
    isDown = false;
    await waitFor(async () => (await stateOf(id)).status === 'paid');
    await asking.close();
  });
});
