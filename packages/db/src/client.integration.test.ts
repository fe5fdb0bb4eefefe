import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createDatabase, waitFor } from '@bom/testing';
import { createDb, isDeadlock, isUnavailable } from './client.ts';
import type { Db, Tx } from './client.ts';

let db: Db;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
});

afterAll(() => db.close());

async function makeClient(): Promise<string> {
  const email = `${randomUUID()}@client.example`;
  return (await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email } })).id;
}

const rename = (tx: Tx, id: string, name: string) => tx.client.update({ where: { id }, data: { name } });
const lock = (tx: Tx, id: string) => tx.$queryRaw`SELECT 1 FROM clients WHERE id = ${id}::uuid FOR UPDATE`;

test.each([
  ['changes', rename],
  ['raw locks', lock],
])('two transactions that wait for the %s of each other both come to their end', async (_what, take) => {
  const [one, two] = [await makeClient(), await makeClient()];
  const holding = new Set<string>();
  let begun = 0;
  const run = (first: string, second: string) =>
    db.prisma.$transaction(async (tx) => {
      begun += 1;
      await take(tx, first, 'first');
      holding.add(first);
      await waitFor(() => holding.size === 2);
      await take(tx, second, 'second');
      return second;
    });
  expect(await Promise.all([run(one, two), run(two, one)])).toEqual([two, one]);
  expect(begun).toBeGreaterThan(2);
});

test('other failures are thrown on at once', async () => {
  let begun = 0;
  const failing = db.prisma.$transaction(async (tx) => {
    begun += 1;
    return rename(tx, randomUUID(), 'nobody');
  });
  const error: unknown = await failing.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'P2025' });
  expect([begun, isDeadlock(error), isUnavailable(error)]).toEqual([1, false, false]);
});

test.each([
  ['hangs up', (socket: Socket) => void socket.end()],
  ['never answers', () => {}],
])('a Postgres that %s is told apart from a failure', async (_what, meet) => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    meet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const lost = createDb({ databaseUrl: `postgres://u:p@127.0.0.1:${port}/d`, onConnectionError: () => {} });
  const error: unknown = await lost.prisma.job.count().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(isUnavailable(error)).toBe(true);
  await lost.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});
