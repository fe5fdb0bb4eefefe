import { randomUUID } from 'node:crypto';
import type { Client } from '@bom/db';
import StripeSdk from 'stripe';
import request from 'supertest';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

const secret = 'whsec_test_0123456789';
let api: TestApi;

beforeAll(async () => {
  api = await startApi({ stripe: { secretKey: null, webhookSecret: secret, baseUrl: null } });
  const { prisma } = api.deps.db;
  await prisma.package.update({ where: { id: 'growth' }, data: { stripePriceId: 'price_growth' } });
  await prisma.package.update({ where: { id: 'scale' }, data: { stripePriceId: 'price_scale' } });
  await prisma.webhookEndpoint.create({
    data: { url: 'https://n8n.example/x', events: ['invoice.paid', 'invoice.payment_failed'], secret: 'whsec_AAAA' },
  });
});

afterAll(() => api.stop());

interface FakeEvent {
  id: string;
  type: string;
  created: number;
  data: { object: Record<string, unknown> };
}

function post(event: unknown, options: { timestamp?: number; header?: string; body?: string } = {}) {
  const payload = options.body ?? JSON.stringify(event);
  const { timestamp = Math.floor(Date.now() / 1000) } = options;
  const header = options.header ?? StripeSdk.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return request(api.app)
    .post('/api/webhooks/stripe')
    .set('content-type', 'application/json')
    .set('stripe-signature', header)
    .send(payload);
}

async function makeCustomer(): Promise<Client> {
  const email = `${randomUUID()}@client.example`;
  return api.deps.db.prisma.client.create({
    data: { name: 'Café', email, emailKey: email, stripeCustomerId: `cus_${randomUUID()}` },
  });
}

function event(type: string, created: number, object: Record<string, unknown>): FakeEvent {
  return { id: `evt_${randomUUID()}`, type, created, data: { object }, object: 'event' } as FakeEvent;
}

function invoiceLife(client: Client, id: string): FakeEvent[] {
  const at = 1_790_000_000;
  const invoice = (status: string, more: object = {}) => ({
    id,
    object: 'invoice',
    customer: client.stripeCustomerId,
    status,
    currency: 'usd',
    total: 29_900,
    amount_paid: 0,
    number: null,
    metadata: {},
    ...more,
  });
  const sent = { number: 'A-1', hosted_invoice_url: 'https://pay.example/1' };
  return [
    event('invoice.created', at, invoice('draft')),
    event('invoice.finalized', at + 1, invoice('open', sent)),
    event('invoice.payment_failed', at + 2, invoice('open', { ...sent, attempt_count: 1 })),
    event('invoice.paid', at + 2, invoice('paid', { ...sent, amount_paid: 29_900, attempt_count: 2 })),
  ];
}

function permutations<Item>(items: Item[]): Item[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const invoiceOf = (id: string) => api.deps.db.prisma.invoice.findUniqueOrThrow({ where: { stripeInvoiceId: id } });

describe('POST /api/webhooks/stripe', () => {
  test('brings an invoice to the same end in every order of four events', async () => {
    const client = await makeCustomer();
    const orders = permutations([0, 1, 2, 3]);
    expect(orders).toHaveLength(24);
    const follow = async (order: number[]) => {
      const id = `in_${randomUUID()}`;
      const events = invoiceLife(client, id);
      for (const index of order) expect((await post(events[index])).status).toBe(200);
      const invoice = await invoiceOf(id);
      expect(invoice).toMatchObject({
        status: 'paid',
        paidCents: 29_900,
        number: 'A-1',
        hostedUrl: 'https://pay.example/1',
      });
      const told = { where: { template: 'invoice.paid', dedupeKey: { contains: invoice.id } } };
      expect(await api.deps.db.prisma.notice.count(told)).toBe(1);
    };
    await Promise.all(orders.map(follow));
  });

  test('never moves an invoice backwards, and lets staff know once of each payment that failed in its time', async () => {
    const client = await makeCustomer();
    const id = `in_${randomUUID()}`;
    const [created, finalized, failed, paid] = invoiceLife(client, id);
    await post(finalized);
    await post(created);
    expect((await invoiceOf(id)).status).toBe('open');
    await post(failed);
    await post({ ...failed, id: `evt_${randomUUID()}` });
    await post(paid);
    await post({ ...failed, id: `evt_${randomUUID()}`, created: 1_790_000_900 });
    const invoice = await invoiceOf(id);
    expect(invoice.status).toBe('paid');
    const notices = await api.deps.db.prisma.notice.findMany({ where: { dedupeKey: { contains: invoice.id } } });
    const channels = notices.map(({ channel, template }) => `${channel} ${template}`).sort();
    expect(channels).toEqual([
      'email payment-failed',
      'slack payment-failed',
      'webhook invoice.paid',
      'webhook invoice.payment_failed',
    ]);
  });

  test('takes an event once, however often and however parallel it comes', async () => {
    const client = await makeCustomer();
    const id = `in_${randomUUID()}`;
    const [, , , paid] = invoiceLife(client, id);
    const answers = await Promise.all(Array.from({ length: 25 }, () => post(paid)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`))).toEqual(
      new Set(['200 {"received":true}']),
    );
    expect((await invoiceOf(id)).version).toBe(2);
    expect(await api.deps.db.prisma.webhookEvent.count({ where: { externalId: paid?.id ?? '' } })).toBe(1);
  });

  test('gives the package of the active subscription in every order of its events', async () => {
    const { prisma } = api.deps.db;
    const subscription = (customer: string | null, id: string, price: string, status = 'active') => ({
      id,
      object: 'subscription',
      customer,
      status,
      items: { data: [{ price: { id: price } }] },
    });
    const at = 1_790_000_000;
    const follow = async (order: number[]) => {
      const client = await makeCustomer();
      const [first, second] = [`sub_${randomUUID()}`, `sub_${randomUUID()}`];
      const customer = client.stripeCustomerId;
      const events = [
        event('customer.subscription.created', at, subscription(customer, first, 'price_scale')),
        event('customer.subscription.updated', at + 5, subscription(customer, first, 'price_growth')),
        event('customer.subscription.created', at + 6, subscription(customer, second, 'price_scale')),
        event('customer.subscription.deleted', at + 9, subscription(customer, second, 'price_scale', 'canceled')),
      ];
      for (const index of order) expect((await post(events[index])).status).toBe(200);
      expect((await prisma.client.findUniqueOrThrow({ where: { id: client.id } })).packageId).toBe('growth');
    };
    await Promise.all(permutations([0, 1, 2, 3]).map(follow));
  });

  test('takes a client whose last subscription ended back to kickstart', async () => {
    const client = await makeCustomer();
    const subscription = (status: string) => ({
      id: `sub_${client.id}`,
      customer: { id: client.stripeCustomerId },
      status,
      items: { data: [{ price: { id: 'price_scale' } }] },
    });
    const packageNow = async () =>
      (await api.deps.db.prisma.client.findUniqueOrThrow({ where: { id: client.id } })).packageId;
    await post(event('customer.subscription.created', 10, subscription('incomplete')));
    expect(await packageNow()).toBe('kickstart');
    await post(event('customer.subscription.updated', 11, subscription('active')));
    expect(await packageNow()).toBe('scale');
    await post(event('customer.subscription.deleted', 12, subscription('canceled')));
    expect(await packageNow()).toBe('kickstart');
  });

  test.each([
    ['none', ''],
    ['garbage', 'garbage'],
    ['half a signature', 't=1,v1'],
    ['no time', 'v1=00'],
    ['a time that is none', 't=abc,v1=00'],
    ['another secret', null],
  ])('answers 400 to a signature that is malformed: %s', async (_name, header) => {
    const sent = event('invoice.paid', 1, {});
    const payload = JSON.stringify(sent);
    const foreign = StripeSdk.webhooks.generateTestHeaderString({ payload, secret: 'whsec_other' });
    const answer = await post(sent, { header: header ?? foreign });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_stripe_signature' });
    expect(await api.deps.db.prisma.webhookEvent.count({ where: { externalId: sent.id } })).toBe(0);
  });

  test('holds signatures to five minutes on both sides, and to the very bytes', async () => {
    const now = Math.floor(Date.now() / 1000);
    const sent = event('charge.refunded', now, {});
    for (const timestamp of [now - 400, now + 400, 1]) {
      expect((await post(sent, { timestamp })).status).toBe(400);
    }
    const payload = JSON.stringify(sent);
    const header = StripeSdk.webhooks.generateTestHeaderString({ payload, secret });
    expect((await post(null, { header, body: `${payload} ` })).status).toBe(400);
    for (const timestamp of [now - 200, now + 200]) expect((await post(sent, { timestamp })).status).toBe(200);
  });

  test('answers 400 to signed bodies that are no events', async () => {
    for (const body of [
      '',
      '{',
      '[]',
      '{}',
      '{"id":5}',
      '{"object":"event"}',
      '{"object":"v2.core.event","id":"evt_1"}',
    ]) {
      expect((await post(null, { body })).status).toBe(400);
    }
  });

  test('stores events of unknown customers and kinds, and applies them when they are replayed', async () => {
    const client = await makeCustomer();
    const [, , , paid] = invoiceLife({ ...client, stripeCustomerId: 'cus_later' }, `in_${randomUUID()}`);
    expect((await post(paid)).status).toBe(200);
    const { prisma } = api.deps.db;
    const stored = await prisma.webhookEvent.findFirstOrThrow({ where: { externalId: paid?.id ?? '' } });
    expect(stored).toMatchObject({ status: 'ignored', error: expect.stringContaining('cus_later') });
    await prisma.client.update({ where: { id: client.id }, data: { stripeCustomerId: 'cus_later' } });
    const replayed = await request(api.app).post(`/api/webhooks/events/${stored.id}/replay`).set(api.staff);
    expect(replayed.status).toBe(200);
    expect(replayed.body).toMatchObject({ status: 'handled', type: 'invoice.paid' });
    expect(await prisma.invoice.count({ where: { clientId: client.id, status: 'paid' } })).toBe(1);
  });

  test('keeps an event whose object is not as known, and answers 200 so that it is not sent for days', async () => {
    const odd = event('invoice.paid', 5, { id: 'in_odd', total: 'much' });
    expect((await post(odd)).status).toBe(200);
    const stored = await api.deps.db.prisma.webhookEvent.findFirstOrThrow({ where: { externalId: odd.id } });
    expect(stored.status).toBe('failed');
  });

  test('answers 503 where no secret is set', async () => {
    api.deps.config.stripe.webhookSecret = null;
    const answer = await post(event('invoice.paid', 5, {}));
    api.deps.config.stripe.webhookSecret = secret;
    expect(answer.status).toBe(503);
    expect(answer.body.code).toBe('not_configured');
  });
});
