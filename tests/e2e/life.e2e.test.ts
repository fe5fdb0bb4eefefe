import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBomClient, isProblem, verifyWebhook, waitForJob } from '@bom/client';
import type { BomClient } from '@bom/client';
import { waitFor } from '@bom/testing';
import { Webhook } from 'standardwebhooks';
import { apiKey, startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

interface Delivery {
  body: string;
  headers: Record<string, string>;
}

let stack: Stack;
let staff: BomClient;
let n8n: Server;
const deliveries: Delivery[] = [];

beforeAll(async () => {
  n8n = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
      deliveries.push({ body: Buffer.concat(chunks).toString('utf8'), headers: Object.fromEntries(headers) });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(n8n, 'listening');
  stack = await startStack({ ENCODER_PROFILE: 'preview', FETCH_ALLOW_PRIVATE: new URL(receiver()).host });
  staff = createBomClient({ baseUrl: stack.url, token: apiKey });
});

afterAll(async () => {
  n8n.closeAllConnections();
  n8n.close();
  await stack.stop();
});

const receiver = () => `http://127.0.0.1:${(n8n.address() as AddressInfo).port}/webhook`;

/** What was answered, or the problem as an error. */
async function done<Data>(call: Promise<{ data?: Data; error?: unknown }>): Promise<NonNullable<Data>> {
  const { data, error } = await call;
  if (data) return data;
  throw new Error(isProblem(error) ? `${error.code}: ${error.detail} ${JSON.stringify(error.errors)}` : String(error));
}

const email = 'Ann@Bakery.example';
const byId = (id: string) => ({ params: { path: { id } } });

/** Signs in as the client, by the link in the mail. */
async function signIn(): Promise<BomClient> {
  const portal = createBomClient({ baseUrl: stack.url });
  await done(portal.POST('/api/auth/magic-link', { body: { email: email.toLowerCase() } }));
  const token = await waitFor(async () => {
    const mails = JSON.stringify(await stack.outbox('email'));
    return /\/auth\/verify\?token=([\w-]{43})/.exec(mails)?.[1] ?? null;
  });
  const session = await done(portal.POST('/api/auth/verify', { body: { token } }));
  expect(session).toMatchObject({ role: 'client', client: { name: 'North Bakery' } });
  expect((await portal.POST('/api/auth/verify', { body: { token } })).error?.code).toBe('invalid_token');
  return createBomClient({ baseUrl: stack.url, token: () => session.access_token });
}

/** A film in review: made, watched by its events, submitted. */
async function makeFilm(projectId: string, material: object): Promise<string> {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const body = { project_id: projectId, title: 'Bread at four', ...material };
  const create = () => done(staff.POST('/api/videos', { params: { header: headers }, body }));
  const [video, again] = [await create(), await create()];
  expect(again.id).toBe(video.id);
  const film = { formats: ['square' as const], callback_url: receiver(), metadata: { order: 7 } };
  const { job_id: jobId } = await done(staff.POST('/api/videos/{id}/generate', { ...byId(video.id), body: film }));
  const progress: number[] = [];
  const job = await waitForJob(staff, jobId, { onProgress: (status) => progress.push(status.progress) });
  expect(job).toMatchObject({ status: 'complete', error: null, metadata: { order: 7 } });
  expect(progress.length).toBeGreaterThan(2);
  const file = await fetch(job.output_url ?? '');
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  await file.body?.cancel();
  expect((await done(staff.POST('/api/videos/{id}/submit', { ...byId(video.id), body: {} }))).status).toBe('review');
  return video.id;
}

test('a client, a project and two films from brief to decision, with costs, mails and signed events', async () => {
  const endpoint = await done(
    staff.POST('/api/webhook-endpoints', {
      body: {
        url: receiver(),
        events: ['client.created', 'video.draft_ready', 'video.review_requested', 'video.approved', 'video.rejected'],
      },
    }),
  );
  const kit = { colors: { primary: '#7A3E12' }, captions: { style: 'karaoke' as const } };
  const client = await done(
    staff.POST('/api/clients', { body: { name: 'North Bakery', email, package: 'growth', brand_kit: kit } }),
  );
  const project = await done(staff.POST('/api/projects', { body: { client_id: client.id, name: 'Spring' } }));
  const brief = {
    business_name: 'North Bakery',
    what_they_sell: 'sourdough bread',
    target_customer: 'early commuters',
    differentiator: 'baked at four in the morning',
  };
  const script = { hook: 'Hungry?', scenes: [{ narration: 'Bread at four.', visual: 'an oven' }], cta: 'Come by.' };
  const first = await makeFilm(project.id, { brief });
  const second = await makeFilm(project.id, { script });

  const ann = await signIn();
  const seen = await done(ann.GET('/api/videos'));
  expect(seen.data.map(({ id, status }) => [id, status])).toEqual([
    [second, 'review'],
    [first, 'review'],
  ]);
  expect(seen.data.every((video) => video.cost_cents === null && video.formats.square !== undefined)).toBe(true);
  expect((await ann.GET('/api/usage')).error?.code).toBe('forbidden');
  const stale = { params: { path: { id: first }, header: { 'If-Match': '"1"' } }, body: {} };
  expect((await ann.POST('/api/videos/{id}/approve', stale)).error?.code).toBe('version_mismatch');
  const approved = await done(ann.POST('/api/videos/{id}/approve', { ...byId(first), body: { note: 'Lovely.' } }));
  expect(approved).toMatchObject({ status: 'approved', review: { approved: true, note: 'Lovely.', by: 'client' } });
  const no = { note: 'Slower, please.', scenes: [{ index: 0, note: 'Darker bread.' }] };
  const rejected = await done(ann.POST('/api/videos/{id}/reject', { ...byId(second), body: no }));
  expect(rejected).toMatchObject({ status: 'rejected', review: { approved: false, scenes: no.scenes } });
  expect((await ann.POST('/api/videos/{id}/approve', { ...byId(second), body: {} })).error?.code).toBe(
    'illegal_transition',
  );

  const usage = await done(staff.GET('/api/usage', { params: { query: { client_id: client.id, group_by: 'video' } } }));
  expect(JSON.stringify(usage)).toContain(first);
  expect(await done(staff.GET('/api/clients/{id}/quota', byId(client.id)))).toMatchObject({ limit: 12, used: 2 });
  const events = await done(staff.GET('/api/videos/{id}/events', byId(first)));
  expect(events.data.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['video.generating', 'video.draft_ready', 'video.review_requested', 'video.approved']),
  );
  await expectDeliveries(endpoint.secret);
});

/** Each event once for each fact, signed so that the reference implementation takes it, and our own too. */
async function expectDeliveries(secret: string): Promise<void> {
  const expected = {
    'client.created': 1,
    'video.draft_ready': 2,
    'video.review_requested': 2,
    'video.approved': 1,
    'video.rejected': 1,
    'job.complete': 2,
  };
  const typeOf = ({ body }: Delivery) => (JSON.parse(body) as { type: string }).type;
  const count = () => {
    const counts: Record<string, number> = {};
    for (const delivery of deliveries) counts[typeOf(delivery)] = (counts[typeOf(delivery)] ?? 0) + 1;
    return counts;
  };
  await waitFor(() => deliveries.length >= 9);
  expect(count()).toEqual(expected);
  expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(9);
  const webhook = new Webhook(secret);
  for (const { body, headers } of deliveries.filter((delivery) => typeOf(delivery) !== 'job.complete')) {
    expect(webhook.verify(body, headers)).toEqual(JSON.parse(body));
    expect(await verifyWebhook({ secret, headers, body })).toEqual(JSON.parse(body));
    expect(() => webhook.verify(`${body} `, headers)).toThrow();
  }
}
