import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { operations } from '@bom/contracts';
import type { Operation } from '@bom/contracts';
import { createLogger } from '@bom/runtime';
import { createApp } from '../app.ts';
import { fixtureOf } from '../test-support/access-fixtures.ts';
import { makeTenant } from '../test-support/make-tenant.ts';
import type { Tenant } from '../test-support/make-tenant.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';
import { openCaller } from './call-api.ts';
import type { Caller, Sent } from './call-api.ts';
import { hostileText, hostileValue, hugeNumber, valuesOf } from './hostile.ts';
import { openContract } from './open-contract.ts';

const requests = 10_000;
/** The same in every run, so that a red one has a cause in the change; `FUZZ_SEED=n` (or `random`) looks elsewhere. */
const asked = process.env['FUZZ_SEED'] ?? '119767225';
const seed = asked === 'random' ? Date.now() % 2 ** 31 : Number(asked);
const secrets = { stripe: 'whsec_fuzz_0123456789', tally: 'tally-secret', n8n: 'n8n-secret-0123456789' };

let api: TestApi;
let server: Server;
let caller: Caller;
let tenant: Tenant;
/** What the API wrote about failures of its own. */
const log: string[] = [];
const contract = openContract();
const table = Object.entries(operations) as [string, Operation][];
/** Each of these starts a process or waits; the others take their share. */
const slow: Record<string, number> = {
  uploadAsset: 20,
  requestMagicLink: 40,
  generateScript: 40,
  getReadiness: 20,
  getMetrics: 40,
};

beforeAll(async () => {
  api = await startApi({
    scriptWaitMs: 20,
    stripe: { secretKey: null, webhookSecret: secrets.stripe, baseUrl: null },
    rateLimits: { perMinute: 1e9, signInPerMinute: 1e9, mailsPerHour: 1e9 },
  });
  const logger = createLogger({ name: 'api', level: 'error', destination: { write: (line) => void log.push(line) } });
  server = createServer(createApp({ ...api.deps, logger })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  caller = openCaller(server);
  tenant = await makeTenant(api.deps);
});

afterAll(async () => {
  caller.close();
  server.closeAllConnections();
  server.close();
  await api.stop();
});

const rarely = <Value>(usual: Arbitrary<Value>, odd: Arbitrary<Value>, weight = 8) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** As a query or a path carries it, of a length that Node reads; half a surrogate pair can't be written there. */
const encode = (value: unknown): string =>
  encodeURIComponent(
    (typeof value === 'string' ? value : JSON.stringify(value))
      .slice(0, 1_000)
      .replaceAll(/[\ud800-\udfff]/g, '\ufffd'),
  );

function bodies(operation: Operation): Arbitrary<Buffer | undefined> {
  const schema = contract.paths[operation.path]?.[operation.method]?.requestBody?.content['application/json']?.schema;
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        '',
        '{',
        '"',
        '[1,]',
        '\u0000',
        '{"a":1}{"b":2}',
        '['.repeat(100_000),
        `{"a":${'9'.repeat(50_000)}}`,
      )
      .map((text) => Buffer.from(text)),
  );
  if (!schema) return rarely(fc.constant<Buffer | undefined>(undefined), garbage);
  const known = { schemas: contract.schemas, ids: tenant.ids.filter((id) => !id.includes('@')) };
  const values = rarely(valuesOf(schema as Record<string, unknown>, known), hostileValue, 30);
  const json = values.map((value) => Buffer.from((JSON.stringify(value) ?? '').replaceAll(`"${hugeNumber}"`, '1e999')));
  return rarely<Buffer | undefined>(json, garbage, 20);
}

function queries({ query }: Operation): Arbitrary<string> {
  const fields = Object.keys(query?.shape ?? {});
  const value = fc.oneof(
    hostileText,
    fc.constantFrom(...tenant.ids, '1', '25', 'draft', 'day', 'true', '2026-01-01T00:00:00Z'),
  );
  const pair = fc.tuple(rarely(fc.constantFrom(...fields, 'limit', 'cursor'), hostileText), value);
  const text = fc
    .array(pair, { maxLength: 3 })
    .map((pairs) => pairs.map((part) => part.map(encode).join('=')).join('&'));
  return fields.length > 0 ? text : rarely(fc.constant(''), text, 20);
}

const headerText = fc
  .oneof(fc.string({ maxLength: 300 }), fc.constantFrom('*', '"1"', 'W/"1"', '"', ',,,', 'bytes=0-', '9'.repeat(300)))
  .map((text) => text.replaceAll(/[^\x20-\x7e]/g, '?'));

function headers(operation: Operation): Arbitrary<Record<string, string>> {
  const type = rarely(
    fc.constant('application/json'),
    fc.constantFrom(
      'text/plain',
      'application/json; charset=utf-7',
      'multipart/form-data; boundary=x',
      'image/png',
      'x',
    ),
    30,
  );
  // Whoever signs out is nobody from then on.
  const client = operation.guarded ? '' : tenant.credential.authorization;
  const credential = rarely(
    fc.constant(api.staff.authorization),
    fc.oneof(fc.constant(client), fc.constantFrom('', 'Bearer', 'Bearer x.y.z', 'Basic Og=='), headerText),
    20,
  );
  const odd = fc.dictionary(
    fc.constantFrom(
      'if-match',
      'if-none-match',
      'idempotency-key',
      'last-event-id',
      'x-request-id',
      'content-encoding',
      'accept',
    ),
    headerText,
    { maxKeys: 2 },
  );
  return fc.tuple(type, credential, rarely(fc.constant({}), odd, 3)).map(([contentType, authorization, more]) => ({
    ...(operation.body || operation.reads === 'stream' ? { 'content-type': contentType } : {}),
    authorization,
    ...more,
  }));
}

function paths({ path, params }: Operation, real: Record<string, string>): Arbitrary<string> {
  const names = Object.keys(params?.shape ?? {});
  const value = (name: string) => rarely(fc.constant(real[name] ?? ''), fc.oneof(hostileText, fc.uuid()), 6);
  return fc
    .record(Object.fromEntries(names.map((name) => [name, value(name)])))
    .map((values) => path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encode(values[name])));
}

/** Most of what senders sign is signed here too, so that it is read at all. */
function sign(operation: Operation, { body = Buffer.alloc(0) }: { body?: Buffer | undefined }): Record<string, string> {
  const hmac = (secret: string, data: Buffer | string, encoding: 'base64' | 'hex') =>
    createHmac('sha256', secret).update(data).digest(encoding);
  const seconds = Math.floor(Date.now() / 1000);
  if (operation.path.endsWith('/tally')) return { 'tally-signature': hmac(secrets.tally, body, 'base64') };
  if (operation.path.endsWith('/n8n')) return { 'x-webhook-secret': secrets.n8n };
  if (!operation.path.endsWith('/stripe')) return {};
  return {
    'stripe-signature': `t=${seconds},v1=${hmac(secrets.stripe, `${seconds}.${body.toString('utf8')}`, 'hex')}`,
  };
}

async function attempts(operation: Operation): Promise<Arbitrary<Sent>> {
  // Revising a film waits for a planner: one without revisions has nothing to plan.
  const unmade = async () => ({
    id: (
      await api.deps.db.prisma.video.create({
        data: { clientId: tenant.client.id, projectId: tenant.projectId, title: 'x' },
      })
    ).id,
  });
  const real = operation.path.endsWith('/revise')
    ? await unmade()
    : operation.params
      ? await fixtureOf(operation.path).make(api.deps, tenant)
      : {};
  const parts = fc.record({
    path: paths(operation, real),
    query: queries(operation),
    headers: headers(operation),
    body: bodies(operation),
    signed: fc.nat({ max: 9 }),
  });
  return parts.map((part) => ({
    method: operation.method.toUpperCase(),
    path: part.query ? `${part.path}?${part.query}` : part.path,
    headers: { ...part.headers, ...(part.signed > 0 ? sign(operation, part) : {}) },
    body: operation.method === 'get' ? undefined : part.body,
  }));
}

/** What this API lacks on purpose: Stripe, a scriptwriter, a planner. */
const excuses = new Set(['not_configured', 'plan_pending']);

test(`${requests} hostile requests over all routes break nothing and are answered as documented (seed ${seed})`, async () => {
  const quick = table.filter(([id]) => !(id in slow));
  const runsSlow = Object.values(slow).reduce((sum, count) => sum + count, 0);
  const runsEach = Math.ceil((requests - runsSlow) / quick.length);
  const statuses = new Map<number, number>();
  let sent = 0;
  const fuzz = async ([id, operation]: [string, Operation]) => {
    const property = fc.asyncProperty(await attempts(operation), async (attempt) => {
      const answer = await caller.call({ ...attempt, patienceMs: id === 'reviseVideo' ? 1_000 : 30_000 });
      sent += 1;
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      // Not every path still leads here: "" and "%2F" make another one.
      const strayed =
        attempt.path.split('?')[0]?.split('/').length !== operation.path.split('/').length ||
        /\/(\?|$)/.test(attempt.path);
      // No planner is behind this API: whoever waits for one hangs up, as callers do.
      if (answer.status === 0 && id === 'reviseVideo') return;
      if (!strayed) contract.assertDocumented(operation, answer);
      if (answer.status < 500) return;
      const { code } = JSON.parse(answer.body.toString()) as { code: string };
      if (excuses.has(code) || (id === 'generateScript' && code === 'unavailable')) return;
      throw new Error(
        `${answer.body.toString()}\n${attempt.body?.toString().slice(0, 2_000)}\n${log.find((line) => line.includes(answer.headers.get('x-request-id') ?? '') && !line.includes('request errored'))?.slice(0, 3_000)}`,
      );
    });
    // Each route gets values of its own from the one seed.
    const own = seed + table.findIndex(([name]) => name === id);
    await fc.assert(property, { seed: own, numRuns: slow[id] ?? runsEach, endOnFailure: true });
  };
  const failures: string[] = [];
  const queue = table.toSorted(([a], [b]) => Number(b in slow) - Number(a in slow));
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await fuzz(next).catch((error: unknown) => failures.push(explain(error)));
    }
  };
  await Promise.all(Array.from({ length: 12 }, worker));
  expect(failures).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(requests);
  // Those that every seed leads to; it is not one wall that all of them ran into.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 404, 415, 422]));
});

function explain(error: unknown): string {
  const { message, cause } = error as Error;
  return `${message.slice(0, 1_000)}\n${cause instanceof Error ? cause.message : ''}`;
}
