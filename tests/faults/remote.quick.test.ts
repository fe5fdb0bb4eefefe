import { randomUUID } from 'node:crypto';
import { faultModes } from '@bom/runtime';
import { startDouble } from '@bom/testing';
import type { Double, DoubleAnswer, RecordedRequest } from '@bom/testing';
import { makeVideo } from '../stack/make-request.ts';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { describeFilm } from './remote-film.ts';

interface FakeInvoice {
  id: string;
  object: 'invoice';
  customer: string;
  total: number;
  lines: { object: 'list'; data: object[] };
  [more: string]: unknown;
}

let stack: FaultStack;
let stripe: Double;
/** Invoices at Stripe, and the answers by idempotency key, as Stripe keeps them. */
const invoices = new Map<string, FakeInvoice>();
const answered = new Map<string, DoubleAnswer>();

beforeAll(async () => {
  stripe = await startDouble((call) => {
    const key = String(call.headers['idempotency-key'] ?? '');
    const answer = answered.get(key) ?? answerStripe(call);
    if (key) answered.set(key, answer);
    return answer;
  });
  const env = { STRIPE_SECRET_KEY: 'sk_test_0123456789', STRIPE_BASE_URL: stripe.url };
  stack = await openFaultStack({ apps: ['api'], env });
});

afterAll(async () => {
  await stack.stop();
  await stripe.close();
});

function answerStripe({ method, path, body }: RecordedRequest): DoubleAnswer {
  const form = new URLSearchParams(body.toString());
  const [, resource, id = ''] = /^\/v1\/(\w+)(?:\/(\w+))?/.exec(path) ?? [];
  if (resource === 'customers') return { json: { id: `cus_${randomUUID()}`, object: 'customer' } };
  if (method === 'GET') return { json: { object: 'list', data: [...invoices.values()], has_more: false } };
  const invoice = invoices.get(id) ?? draftOf(form);
  if (id) {
    for (let index = 0; form.has(`lines[${index}][amount]`); index += 1) {
      invoice.lines.data.push({ description: form.get(`lines[${index}][description]`) });
      invoice.total += Number(form.get(`lines[${index}][amount]`));
    }
  }
  invoices.set(invoice.id, invoice);
  return { json: structuredClone(invoice) };
}

function draftOf(form: URLSearchParams): FakeInvoice {
  return {
    id: `in_${randomUUID().replaceAll('-', '')}`,
    object: 'invoice',
    status: 'draft',
    currency: form.get('currency') ?? '',
    total: 0,
    amount_paid: 0,
    customer: form.get('customer') ?? '',
    metadata: { bom_invoice_id: form.get('metadata[bom_invoice_id]') ?? '' },
    lines: { object: 'list', data: [] },
  };
}

const post = (path: string, body: object, key?: string) => {
  const headers = { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) };
  return stack.call(path, { method: 'POST', headers, body: JSON.stringify(body) });
};

describe('an Idempotency-Key', () => {
  row('E2', 'a hundred requests for a film with one key come at once', async () => {
    const [request, key] = [await describeFilm(stack), randomUUID()];
    const send = async () => {
      const answer = await post('/api/assembly/generate', request, key);
      return { status: answer.status, body: await answer.text() };
    };
    const answers = await Promise.all(Array.from({ length: 100 }, send));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken.length).toBeGreaterThanOrEqual(1);
    expect(new Set(taken.map(({ body }) => body)).size).toBe(1);
    expect(answers.filter(({ status }) => ![202, 409].includes(status))).toEqual([]);
    expect(await stack.db.prisma.job.count({ where: { videoId: request.video_id } })).toBe(1);
    expect((await send()).body).toBe(taken[0]?.body);
  });

  row('E3', 'comes again with another body', async () => {
    const [request, key] = [await describeFilm(stack), randomUUID()];
    expect((await post('/api/assembly/generate', request, key)).status).toBe(202);
    const other = { ...request, video_id: await makeVideo(stack) };
    const refused = await post('/api/assembly/generate', other, key);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: 'idempotency_key_reused' });
    expect(await stack.db.prisma.job.count({ where: { videoId: other.video_id } })).toBe(0);
  });
});

describe('one period is billed by one invoice, though at afterStripeBeforeLedger', () => {
  for (const mode of faultModes) {
    row(`2.2 afterStripeBeforeLedger ${mode}`, 'one fault at a point of the code', async () => {
      const { prisma } = stack.db;
      const { clientId } = await prisma.video.findUniqueOrThrow({ where: { id: await makeVideo(stack) } });
      const period = { client_id: clientId, period_start: '2026-03-01', period_end: '2026-04-01' };
      await stack.arm('afterStripeBeforeLedger', mode);
      const first = post('/api/invoices', period).catch(() => null);
      const firedAt = await stack.fired();
      const answer = await first;
      await stack.ready();
      // Whoever has no answer, or one of 5xx, asks again.
      const again = answer?.ok ? answer : await post('/api/invoices', period);
      expect({ ok: again.ok, body: again.ok ? '' : await again.text() }).toEqual({ ok: true, body: '' });
      const recoveredMs = Date.now() - firedAt;
      const [ours, ...more] = await prisma.invoice.findMany({ where: { clientId } });
      expect(more).toEqual([]);
      const { stripeCustomerId } = await prisma.client.findUniqueOrThrow({ where: { id: clientId } });
      const theirs = [...invoices.values()].filter(({ customer }) => customer === stripeCustomerId);
      expect(theirs).toHaveLength(1);
      expect(ours).toMatchObject({ status: 'draft', stripeInvoiceId: theirs[0]?.id, totalCents: theirs[0]?.total });
      return recoveredMs;
    });
  }
});

describe('after all of that', () => {
  row('I1', 'nothing is there twice, and the log is quiet', async () => {
    // Nobody works here: what was accepted is ended by hand.
    await stack.db.prisma.job.updateMany({ data: { status: 'cancelled', finishedAt: new Date() } });
    await stack.redis.flushAll();
    await expectInvariants(stack, stack.incidents);
  });
});
