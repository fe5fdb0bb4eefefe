import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { operations } from '@bom/contracts';
import type { Operation } from '@bom/contracts';
import { makePng } from '@bom/testing';
import { fixtureOf, validBodies } from '../test-support/access-fixtures.ts';
import { makeTenant } from '../test-support/make-tenant.ts';
import type { Tenant } from '../test-support/make-tenant.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';
import { openCaller } from './call-api.ts';
import type { Caller } from './call-api.ts';
import { openContract } from './open-contract.ts';
import type { Given } from './open-contract.ts';

let api: TestApi;
let server: Server;
let caller: Caller;
const contract = openContract();
const table = Object.entries(operations) as [string, Operation][];

beforeAll(async () => {
  api = await startApi({ scriptWaitMs: 50 });
  server = createServer(api.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  caller = openCaller(server);
});

afterAll(async () => {
  caller.close();
  server.closeAllConnections();
  server.close();
  await api.stop();
});

const json = { 'content-type': 'application/json' };

const exampleOf = ({ path, method }: Operation): unknown =>
  contract.paths[path]?.[method]?.requestBody?.content['application/json']?.example;

/** The documented example, about things that are there. */
function bodyOf(id: string, { operation, tenant }: { operation: Operation; tenant: Tenant }): string | undefined {
  if (!operation.body) return undefined;
  const example = validBodies[id] ?? exampleOf(operation) ?? {};
  const known: Record<string, string> = {
    client_id: tenant.client.id,
    project_id: tenant.projectId,
    video_id: tenant.videoId,
  };
  const email = `${crypto.randomUUID()}@client.example`;
  return JSON.stringify(example, (key, value: unknown) => (key === 'email' ? email : (known[key] ?? value)));
}

async function send(
  id: string,
  {
    operation,
    headers = {},
    ...given
  }: { operation: Operation; headers?: Record<string, string>; path?: string; body?: string | Buffer },
): Promise<Given> {
  const tenant = await makeTenant(api.deps);
  const params = operation.params ? await fixtureOf(operation.path).make(api.deps, tenant) : {};
  const path = operation.path.replaceAll(
    /\{(\w+)\}/g,
    (_all, name: string) => (params as Record<string, string>)[name] ?? '',
  );
  const body = 'body' in given ? given.body : bodyOf(id, { operation, tenant });
  const answer = await caller.call({
    method: operation.method.toUpperCase(),
    path: given.path ?? path,
    headers: { ...api.staff, ...(operation.body ? json : {}), ...headers },
    body,
  });
  contract.assertDocumented(operation, answer);
  return answer;
}

describe('every route', () => {
  test('that Express serves is documented, and every documented one is served', () => {
    interface Layer {
      route?: { path: string; methods: Record<string, boolean> };
      name: string;
      handle: { stack?: Layer[] };
    }
    const { stack } = api.app.router as unknown as { stack: Layer[] };
    const served = stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : [],
    );
    const documented = table.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(served.toSorted()).toEqual(documented.toSorted());
    // Whatever else is mounted: three pages for people, and the files, which the document tells of too.
    expect(stack.filter(({ handle }) => handle.stack !== undefined)).toHaveLength(4);
    const internal = table.filter(([, operation]) => operation.internal).map(([, { path }]) => path);
    const told = table.map(([, { path }]) => path).filter((path) => !internal.includes(path));
    expect(Object.keys(contract.paths).toSorted()).toEqual([...new Set([...told, '/files/{key}'])].toSorted());
    expect(internal).toEqual(['/health', '/health/ready', '/metrics']);
  });

  test.each(table)('%s answers its example as documented', async (id, operation) => {
    const answer = await send(id, { operation });
    expect(answer.status).toBeLessThan(500 + (mayLackWhatItNeeds.has(id) ? 100 : 0));
    const needsMore = operation.query !== undefined && !operation.query.safeParse({}).success;
    if (operation.method === 'get' && !mayLackWhatItNeeds.has(id)) expect(answer.status).toBe(needsMore ? 422 : 200);
  });

  test.each(table)('%s refuses what it can not take as documented', async (id, operation) => {
    const excuses = mayLackWhatItNeeds.has(id) ? [503] : [];
    const nobody = { authorization: 'Bearer nobody' };
    if (operation.access.by === 'principal') expect((await send(id, { operation, headers: nobody })).status).toBe(401);
    const unknown = crypto.randomUUID();
    if (operation.params && !operation.path.includes('mappings') && !operation.path.includes('api-keys')) {
      const path = operation.path.replaceAll(/\{\w+\}/g, unknown);
      expect([404, ...excuses]).toContain((await send(id, { operation, path })).status);
    }
    if (operation.query && operation.path === operation.path.replace('{', '')) {
      expect((await send(id, { operation, path: `${operation.path}?nothing=1` })).status).toBe(422);
    }
    if (operation.idempotent)
      expect((await send(id, { operation, headers: { 'idempotency-key': '' } })).status).toBe(422);
    if (!operation.body) return;
    for (const body of ['', '{', 'null', '[]', '{"unknown_field":1}', `{"a":${'['.repeat(50)}${']'.repeat(50)}}`]) {
      const { status } = await send(id, { operation, body });
      expect(status < 500 || excuses.includes(status)).toBe(true);
    }
    const large = await send(id, { operation, body: 'x'.repeat(1024 * 1024 + 1) });
    expect(large.status).toBe(413);
  });
});

/** No Stripe, no scriptwriter and no planner behind this API. */
const mayLackWhatItNeeds = new Set([
  'createInvoice',
  'finalizeInvoice',
  'voidInvoice',
  'receiveStripeEvent',
  'generateScript',
  'previewVideo',
]);

describe('what is answered well', () => {
  test('an upload, its record, a page of each list, and a conflict of versions', async () => {
    const upload = await caller.call({
      method: 'POST',
      path: '/api/assets',
      headers: { ...api.staff, 'content-type': 'image/png' },
      body: await makePng({ width: 8, height: 8 }),
    });
    contract.assertDocumented(operations.uploadAsset, upload);
    expect(upload.status).toBe(201);
    for (const [id, operation] of table) {
      if (operation.versioned && operation.params && operation.method !== 'get') {
        const answer = await send(id, { operation, headers: { 'if-match': '"999"' } });
        expect([412, 409]).toContain(answer.status);
      }
    }
  });

  test('the page of the docs opens for staff, with all that it needs, and for nobody else', async () => {
    const get = (path: string, headers: Record<string, string> = {}) => caller.call({ method: 'GET', path, headers });
    const { credential } = await makeTenant(api.deps);
    const refused = await get('/docs');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic/)]);
    expect((await get('/docs/', credential)).status).toBe(403);
    expect((await get('/docs/swagger-ui-bundle.js')).status).toBe(401);
    const login = `Basic ${Buffer.from(`staff:${api.staff.authorization.slice('Bearer '.length)}`).toString('base64')}`;
    const page = await get('/docs/', { authorization: login });
    expect(page.status).toBe(200);
    const files = [...page.body.toString().matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).toHaveLength(5);
    for (const file of files) expect([file, (await get(file, { authorization: login })).status]).toEqual([file, 200]);
    expect(page.body.toString()).not.toMatch(/https?:/);
    expect((await get('/docs/package.json', { authorization: login })).status).toBe(404);
  });

  test('the document is cached by its ETag', async () => {
    const first = await caller.call({ method: 'GET', path: '/api/openapi.json' });
    expect(JSON.parse(first.body.toString())).toMatchObject({ openapi: '3.1.1', info: { title: 'Bom Studio' } });
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    const again = await caller.call({ method: 'GET', path: '/api/openapi.json', headers });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });
});
