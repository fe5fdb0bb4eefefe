import { randomUUID } from 'node:crypto';
import type { Client } from '@bom/db';
import { startDouble } from '@bom/testing';
import type { Double, DoubleAnswer, RecordedRequest } from '@bom/testing';
import request from 'supertest';
import { makeClient, makeFilm } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

interface FakeInvoice {
  id: string;
  object: 'invoice';
  status: string;
  currency: string;
  total: number;
  amount_paid: number;
  customer: string;
  metadata: Record<string, string>;
  lines: { object: 'list'; data: object[] };
  [more: string]: unknown;
}

/** Keeps invoices as Stripe does, and answers a repeated idempotency key as it did the first time. */
class FakeStripe {
  invoices = new Map<string, FakeInvoice>();
  customers = 0;
  /** For the next request that matches: loses the answer after the effect, or answers this instead. */
  fault: { path: RegExp; answer?: DoubleAnswer } | null = null;
  #answers = new Map<string, DoubleAnswer>();

  answer(call: RecordedRequest): DoubleAnswer | undefined {
    const key = String(call.headers['idempotency-key'] ?? '');
    const fault = this.fault?.path.test(`${call.method} ${call.path}`) ? this.fault : null;
    if (fault) this.fault = null;
    if (fault?.answer) return fault.answer;
    const answer = (key && this.#answers.get(key)) || this.#serve(call);
    if (key) this.#answers.set(key, answer);
    return fault ? { status: 500, json: { error: { type: 'api_error', message: 'lost' } } } : answer;
  }

  #serve({ method, path, body }: RecordedRequest): DoubleAnswer {
    const form = new URLSearchParams(body.toString());
    const [, resource, id = '', step] = /^\/v1\/(\w+)(?:\/(\w+))?(?:\/(\w+))?/.exec(path) ?? [];
    if (resource === 'customers') return { json: { id: `cus_${(this.customers += 1)}`, object: 'customer' } };
    if (method === 'GET' && !id)
      return { json: { object: 'list', data: [...this.invoices.values()], has_more: false } };
    if (method === 'POST' && !id) return { json: this.#create(form) };
    const invoice = this.invoices.get(id);
    if (!invoice)
      return { status: 404, json: { error: { type: 'invalid_request_error', message: `No such invoice: ${id}` } } };
    if (method === 'DELETE') this.invoices.delete(id);
    if (step === 'add_lines') this.#addLines(invoice, form);
    if (step === 'finalize')
      Object.assign(invoice, { status: 'open', number: 'A-1', hosted_invoice_url: 'https://pay.example' });
    if (step === 'void') invoice.status = 'void';
    return { json: invoice };
  }

  #create(form: URLSearchParams): FakeInvoice {
    const invoice: FakeInvoice = {
      id: `in_${this.invoices.size + 1}${randomUUID().slice(0, 4)}`,
      object: 'invoice',
      status: 'draft',
      currency: form.get('currency') ?? '',
      total: 0,
      amount_paid: 0,
      customer: form.get('customer') ?? '',
      metadata: { bom_invoice_id: form.get('metadata[bom_invoice_id]') ?? '' },
      lines: { object: 'list', data: [] },
    };
    this.invoices.set(invoice.id, invoice);
    return invoice;
  }

  #addLines(invoice: FakeInvoice, form: URLSearchParams): void {
    for (let index = 0; form.has(`lines[${index}][amount]`); index += 1) {
      invoice.lines.data.push({ description: form.get(`lines[${index}][description]`) });
      invoice.total += Number(form.get(`lines[${index}][amount]`));
    }
  }

  of(client: Client): FakeInvoice[] {
    return [...this.invoices.values()].filter(({ customer }) => customer === client.stripeCustomerId);
  }
}

let api: TestApi;
let stripe: FakeStripe;
let double: Double;

beforeAll(async () => {
  stripe = new FakeStripe();
  double = await startDouble((call) => stripe.answer(call));
  api = await startApi({ stripe: { secretKey: 'sk_test_x', webhookSecret: null, baseUrl: double.url } });
});

afterAll(async () => {
  await api.stop();
  await double.close();
});

const post = (path: string, body: object = {}) => request(api.app).post(path).set(api.staff).send(body);
const create = (client: Client, more: object = {}) =>
  post('/api/invoices', { client_id: client.id, period_start: '2026-03-01', period_end: '2026-04-01', ...more });

async function approvedFilm(client: Client, at: string): Promise<string> {
  const video = await makeFilm(api, { client, status: 'approved' });
  const { prisma } = api.deps.db;
  await prisma.videoEvent.deleteMany({ where: { videoId: video.id, type: 'video.approved' } });
  await prisma.videoEvent.create({
    data: { videoId: video.id, type: 'video.approved', actor: 'system', createdAt: new Date(at) },
  });
  return video.id;
}

const reload = (client: Client) => api.deps.db.prisma.client.findUniqueOrThrow({ where: { id: client.id } });

describe('/api/invoices', () => {
  test('bills the plan, films within the quota for nothing and each film beyond it, of the period only', async () => {
    const client = await makeClient(api, { quotaOverride: 1 });
    const first = await approvedFilm(client, '2026-03-01T00:00:00Z');
    const second = await approvedFilm(client, '2026-03-31T23:59:59Z');
    await approvedFilm(client, '2026-04-01T00:00:00Z');
    await makeFilm(api, { client, status: 'draft' });
    const { status, body, headers } = await create(client);
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/invoices/${body.id}`);
    expect(body).toMatchObject({ status: 'draft', total_cents: 29_900 + 7475, currency: 'usd' });
    const lines = body.lines as { kind: string; video_id: string | null; amount_cents: number }[];
    expect(lines.map(({ kind, video_id, amount_cents }) => [kind, video_id, amount_cents])).toEqual([
      ['plan', null, 29_900],
      ['film', first, 0],
      ['film', second, 7475],
    ]);
    const [made] = stripe.of(await reload(client));
    expect(made).toMatchObject({ total: 37_375, metadata: { bom_invoice_id: body.id } });
  });

  test('leaves the plan to a subscription that bills it, and takes the price of a film that is given', async () => {
    const client = await makeClient(api, { quotaOverride: 0, stripeCustomerId: `cus_${randomUUID()}` });
    const subscription = { id: `sub_${randomUUID()}`, clientId: client.id, status: 'active', eventAt: new Date() };
    await api.deps.db.prisma.subscription.create({ data: { ...subscription, eventRank: 0 } });
    expect((await create(client)).body.code).toBe('nothing_to_invoice');
    await approvedFilm(client, '2026-03-02T00:00:00Z');
    expect((await create(client, { extra_film_cents: 5 })).body).toMatchObject({ total_cents: 5 });
  });

  test.each([['customers'], ['invoices$'], ['add_lines']])(
    'makes one invoice when the answer of Stripe is lost at %s and the request comes again',
    async (step) => {
      const client = await makeClient(api);
      const lost = { status: 500, json: { error: { type: 'api_error', message: 'down' } } };
      stripe.fault = { path: new RegExp(`POST .*${step}`), answer: lost };
      // The SDK tries once more by itself: both are lost.
      const once = stripe.answer.bind(stripe);
      let left = 1;
      stripe.answer = (call) => {
        if (left > 0 && new RegExp(`POST .*${step}`).test(`${call.method} ${call.path}`) && !stripe.fault) {
          left -= 1;
          once(call);
          return lost;
        }
        return once(call);
      };
      const failed = await create(client);
      expect(failed.status).toBe(503);
      expect(failed.body.code).toBe('billing_unavailable');
      const again = await create(client);
      expect(again.status).toBe(201);
      expect(again.body).toMatchObject({ status: 'draft', total_cents: 29_900 });
      stripe.answer = once;
      const made = stripe.of(await reload(client));
      expect(made).toHaveLength(1);
      expect(made[0]?.total).toBe(29_900);
      expect(await api.deps.db.prisma.invoice.count({ where: { clientId: client.id } })).toBe(1);
    },
  );

  test('finds what Stripe has when its idempotency keys are forgotten', async () => {
    const client = await makeClient(api);
    const made = await create(client);
    const { prisma } = api.deps.db;
    await prisma.invoice.update({ where: { id: made.body.id }, data: { status: 'creating', stripeInvoiceId: null } });
    const forgetful = new FakeStripe();
    forgetful.invoices = stripe.invoices;
    const before = stripe;
    stripe = forgetful;
    const again = await create(client);
    stripe = before;
    expect(again.body).toMatchObject({
      id: made.body.id,
      stripe_invoice_id: made.body.stripe_invoice_id,
      status: 'draft',
    });
    expect(before.of(await reload(client))).toHaveLength(1);
  });

  test('bills no period twice, also when two ask at once, until the invoice is withdrawn', async () => {
    const client = await makeClient(api);
    const answers = await Promise.all([1, 2, 3].map(() => create(client)));
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(stripe.of(await reload(client))).toHaveLength(1);
    const overlap = await create(client, { period_start: '2026-03-31', period_end: '2026-04-10' });
    expect(overlap.status).toBe(409);
    expect(overlap.body.code).toBe('period_invoiced');
    expect((await create(client, { period_start: '2026-04-01', period_end: '2026-05-01' })).status).toBe(201);
    const id = answers.find(({ status }) => status === 201)?.body.id as string;
    const withdrawn = await post(`/api/invoices/${id}/void`);
    expect(withdrawn.body).toMatchObject({ status: 'deleted' });
    expect((await create(client)).status).toBe(201);
  });

  test('finalizes a draft and voids what is open; a paid one stays', async () => {
    const client = await makeClient(api);
    const { id } = (await create(client)).body as { id: string };
    const finalized = await post(`/api/invoices/${id}/finalize`);
    expect(finalized.body).toMatchObject({ status: 'open', number: 'A-1', hosted_url: 'https://pay.example' });
    expect((await post(`/api/invoices/${id}/finalize`)).body).toMatchObject({ status: 'open' });
    expect((await post(`/api/invoices/${id}/void`)).body).toMatchObject({ status: 'void' });
    const refused = await post(`/api/invoices/${id}/finalize`);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('void');
    await api.deps.db.prisma.invoice.update({ where: { id }, data: { status: 'paid' } });
    expect((await post(`/api/invoices/${id}/void`)).status).toBe(409);
  });

  test('lists and reads invoices, and does not find strangers', async () => {
    const client = await makeClient(api);
    const { body } = await create(client);
    const list = await request(api.app).get(`/api/invoices?client_id=${client.id}&status=draft`).set(api.staff);
    expect(list.body).toEqual({ data: [body], next_cursor: null });
    expect((await request(api.app).get(`/api/invoices/${body.id}`).set(api.staff)).body).toEqual(body);
    for (const path of ['', '/finalize', '/void']) {
      const call = path
        ? post(`/api/invoices/${randomUUID()}${path}`)
        : request(api.app).get(`/api/invoices/${randomUUID()}`);
      expect((await call.set(api.staff)).status).toBe(404);
    }
    expect((await create({ ...client, id: randomUUID() })).status).toBe(404);
  });

  test('says why Stripe refuses, and that it is not configured', async () => {
    const client = await makeClient(api);
    const json = { error: { type: 'invalid_request_error', message: 'Invalid email\naddress' } };
    stripe.fault = { path: /customers/, answer: { status: 400, json } };
    const refused = await create(client);
    expect(refused.status).toBe(502);
    expect(refused.body).toMatchObject({
      code: 'billing_refused',
      detail: 'Stripe refuses the request: Invalid email address',
    });
    api.deps.config.stripe.secretKey = null;
    const unset = await create(client);
    api.deps.config.stripe.secretKey = 'sk_test_x';
    expect(unset.status).toBe(503);
    expect(unset.body.code).toBe('not_configured');
  });

  test('refuses periods that are no month', async () => {
    const client = await makeClient(api);
    expect((await create(client, { period_end: '2026-05-01' })).status).toBe(422);
    expect((await create(client, { period_end: '2026-03-01' })).status).toBe(422);
    expect((await create(client, { period_end: 'soon' })).status).toBe(422);
  });
});
