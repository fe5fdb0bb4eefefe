import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operations, serviceScopes } from '@bom/contracts';
import type { Operation } from '@bom/contracts';
import { fixtureOf, makesUnknown, validBodies } from '../test-support/access-fixtures.ts';
import { makeTenant } from '../test-support/make-tenant.ts';
import type { Tenant } from '../test-support/make-tenant.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';
import { hashToken, makeSecretToken } from './secret-token.ts';

type Headers = Record<string, string>;
interface Reply {
  status: number;
  /** Without the request's id. */
  text: string;
}
interface Route {
  id: string;
  operation: Operation;
  params: Record<string, string>;
  query?: Record<string, string>;
}

let api: TestApi;
let server: Server;
let other: Tenant;

beforeAll(async () => {
  api = await startApi();
  server = createServer(api.app).listen(0, '127.0.0.1');
  other = await makeTenant(api.deps);
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.stop();
});

/** Its status, and its body without what differs between any two answers. */
async function call({ id, operation, params, query = {} }: Route, credential: Headers): Promise<Reply> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? '');
  const { port } = server.address() as AddressInfo;
  const writes = operation.body !== undefined && operation.method !== 'get';
  const response = await fetch(`http://127.0.0.1:${port}${path}?${new URLSearchParams(query)}`, {
    method: operation.method.toUpperCase(),
    headers: { ...credential, ...(writes ? { 'content-type': 'application/json' } : {}) },
    ...(writes ? { body: JSON.stringify(validBodies[id] ?? {}) } : {}),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { status: response.status, text: '' };
  }
  const text = await response.text();
  return { status: response.status, text: text.replaceAll(/"request_id":"[^"]*"/g, '') };
}

const keys = new Map<string, Headers>();
async function keyWith(scopes: readonly string[]): Promise<Headers> {
  const name = scopes.join();
  const known = keys.get(name);
  if (known) return known;
  const [id, secret] = [randomUUID().replaceAll('-', ''), makeSecretToken()];
  await api.deps.db.prisma.apiKey.create({ data: { id, name, secretHash: hashToken(secret), scopes: [...scopes] } });
  const credential = { authorization: `Bearer bom_${id}_${secret}` };
  keys.set(name, credential);
  return credential;
}

const table = Object.entries(operations) as [string, Operation][];
const forPrincipals = table.filter(([, { access }]) => access.by === 'principal');
const named = forPrincipals.filter(([, { path }]) => path.includes('{'));
const unnamed = forPrincipals.filter(([, { path }]) => !path.includes('{'));
const accessOf = ({ access }: Operation) => {
  if (access.by !== 'principal') throw new Error('not for principals');
  return access;
};
/** Whatever came of it: it was let in, found what it named, and did not break. */
function expectServed(reply: Reply): void {
  expect({ ...reply, refused: [401, 403, 404, 500].includes(reply.status) }).toMatchObject({ refused: false });
}

function expectRefused(replies: Reply[], status: number): void {
  for (const reply of replies) expect(reply).toEqual({ status, text: replies[0]?.text });
}

async function credentialsOf(operation: Operation) {
  const { scope } = accessOf(operation);
  const without = await keyWith(serviceScopes.filter((it) => it !== scope));
  const withIt = await keyWith(scope === 'any' || scope === 'staff' ? [] : [scope]);
  return { without, withIt: scope === 'staff' ? null : withIt };
}

describe.each(named)('%s', (id, operation) => {
  const route = (params: Record<string, string>): Route => ({ id, operation, params });
  const fixture = () => fixtureOf(operation.path);
  const made = async (tenant: Tenant) => route(await fixture().make(api.deps, tenant));
  const unknown = () => route(fixture().unknown());

  test('refuses nobody, and keys without its scope, whatever they name', async () => {
    const own = await makeTenant(api.deps);
    const routes = [await made(own), await made(other), unknown()];
    const { without } = await credentialsOf(operation);
    expectRefused(await Promise.all(routes.map((it) => call(it, {}))), 401);
    if (accessOf(operation).scope === 'any') return;
    expectRefused(await Promise.all(routes.map((it) => call(it, without))), 403);
  });

  test("shows a client their own at most, and what is another's as if it were not there", async () => {
    const own = await makeTenant(api.deps);
    const asClient = (it: Route) => call(it, own.credential);
    const [others, none] = [await asClient(await made(other)), await asClient(unknown())];
    if (!accessOf(operation).clients) {
      expectRefused([await asClient(await made(own)), others, none], 403);
      return;
    }
    expectRefused([others, none], 404);
    expectServed(await asClient(await made(own)));
  });

  test('serves staff and keys with its scope, and knows what does not exist', async () => {
    const { withIt } = await credentialsOf(operation);
    for (const credential of withIt ? [api.staff, withIt] : [api.staff]) {
      expectServed(await call(await made(await makeTenant(api.deps)), credential));
      if (makesUnknown.has(id)) continue;
      const reply = await call(unknown(), credential);
      if (reply.status === 422) throw new Error(`Add a valid body of ${id} to access-fixtures.ts: ${reply.text}`);
      expect(reply.text).toMatch(/"code":"(not_found|not_configured)"/);
    }
  });
});

describe.each(unnamed)('%s', (id, operation) => {
  const route: Route = { id, operation, params: {} };

  test('refuses nobody, keys without its scope, and clients where it is not for them', async () => {
    const { clients, scope } = accessOf(operation);
    const { without, withIt } = await credentialsOf(operation);
    expect((await call(route, {})).status).toBe(401);
    if (scope !== 'any') expect((await call(route, without)).status).toBe(403);
    for (const credential of withIt ? [api.staff, withIt] : [api.staff]) expectServed(await call(route, credential));
    const own = await makeTenant(api.deps);
    const reply = await call(route, own.credential);
    if (!clients) expect(reply.status).toBe(403);
    else expectServed(reply);
    for (const secret of other.ids) expect(reply.text).not.toContain(secret);
  });

  test("finds nothing for a client by another's id, as by none", async () => {
    const filters = Object.keys(operation.query?.shape ?? {}).filter((name) => name.endsWith('_id'));
    const own = await makeTenant(api.deps);
    for (const name of filters) {
      const none = await call({ ...route, query: { [name]: randomUUID() } }, own.credential);
      for (const value of [other.client.id, other.projectId, other.videoId]) {
        expect(await call({ ...route, query: { [name]: value } }, own.credential)).toEqual(none);
      }
    }
  });
});

describe('every route', () => {
  test('says who may call it; open ones are health, docs, sign-in and signed webhooks', () => {
    const open = table.filter(([, { access }]) => access.by !== 'principal').map(([, { path }]) => path);
    const meant = /^\/(health(\/ready)?|metrics|docs|api\/openapi\.json|api\/auth\/[\w-]+|api\/webhooks\/\w+)$/;
    expect(open.filter((path) => !meant.test(path))).toEqual([]);
    expect(table.filter(([, { access }]) => !access)).toEqual([]);
  });

  test('of sign-in counts against the stricter limit', () => {
    const signIn = table.filter(([, { path, access }]) => path.startsWith('/api/auth/') && access.by === 'anyone');
    expect(signIn.filter(([, { guarded }]) => !guarded)).toEqual([]);
  });

  test.each([
    ['HEAD', '/api/clients'],
    ['GET', '/api/clients/'],
    ['GET', '/API/CLIENTS'],
    ['POST', '/admin/queues/api/queues/pipeline/pause'],
    ['GET', '/admin/queues/api/queues'],
    ['GET', '/ADMIN/queues'],
  ])('is closed to nobody by %s %s too', async (method, path) => {
    const { port } = server.address() as AddressInfo;
    const headers = { 'x-http-method-override': 'GET' };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
    expect(response.status).toBe(401);
  });
});
