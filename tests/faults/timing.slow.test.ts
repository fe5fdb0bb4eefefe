import { randomBytes, randomUUID } from 'node:crypto';
import { apiKey } from '../stack/start-stack.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';

const links = 96;
const guesses = 300;
const atOnce = 6;

let stack: FaultStack;

beforeAll(async () => {
  stack = await openFaultStack({
    apps: ['api'],
    env: { SIGN_IN_LIMIT_PER_MINUTE: '100000', SIGN_IN_MAILS_PER_HOUR: '100000' },
  });
});

afterAll(() => stack.stop());

type Ask = () => Promise<Response>;

async function timed(ask: Ask): Promise<number> {
  const startedAt = performance.now();
  await (await ask()).arrayBuffer();
  return performance.now() - startedAt;
}

/**
 * How much longer the first of each pair took. The two of a pair are asked one right after the other, in either order by
 * chance, so that whatever else the machine does befalls both alike.
 */
async function differences(pairs: readonly (readonly [Ask, Ask])[]): Promise<number[]> {
  const waiting = [...pairs];
  const found: number[] = [];
  const callers = Array.from({ length: atOnce }, async () => {
    for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
      const [one, other] = pair;
      if (Math.random() < 0.5) {
        const first = await timed(one);
        found.push(first - (await timed(other)));
      } else {
        const second = await timed(other);
        found.push((await timed(one)) - second);
      }
    }
  });
  await Promise.all(callers);
  return found;
}

/** The share of pairs whose first took longer, and the middle difference: a half and zero where nothing tells. */
function judge(found: number[]): { share: number; medianMs: number } {
  const sorted = found.toSorted((a, b) => a - b);
  const share = found.filter((difference) => difference > 0).length / found.length;
  return { share, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

/**
 * A leak shows in every round; noise that reaches four standard deviations in three rounds of three, once in 10^13 runs.
 */
async function expectAlike(makePairs: () => Promise<(readonly [Ask, Ask])[]>): Promise<void> {
  const rounds: { share: number; medianMs: number }[] = [];
  for (let round = 0; round < 3; round += 1) {
    const pairs = await makePairs();
    const verdict = judge(await differences(pairs));
    rounds.push(verdict);
    const tolerance = 4 * Math.sqrt(0.25 / pairs.length);
    if (Math.abs(verdict.share - 0.5) < tolerance && Math.abs(verdict.medianMs) < 5) return;
  }
  throw new Error(`The two can be told apart: ${JSON.stringify(rounds)}`);
}

async function makeClient(): Promise<string> {
  const email = `${randomUUID()}@client.example`;
  await stack.db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email } });
  return email;
}

const askLink = (email: string): Ask => {
  const body = JSON.stringify({ email });
  const headers = { 'content-type': 'application/json' };
  return () => fetch(`${stack.url}/api/auth/magic-link`, { method: 'POST', headers, body });
};

const knock = (key: string): Ask => {
  const headers = { authorization: `Bearer ${key}` };
  return () => fetch(`${stack.url}/api/videos?limit=1`, { headers });
};

/** The same but for its last character. */
const almost = (key: string): string => `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;

describe('how long an answer takes does not tell', () => {
  row('L5', 'whether an address is known', async () => {
    await expectAlike(async () => {
      const emails = await Promise.all(Array.from({ length: links }, makeClient));
      return emails.map((email) => [askLink(email), askLink(`${randomUUID()}@nobody.example`)] as const);
    });
  });

  row('W5', 'how near a guess comes to the key of the studio', async () => {
    const far = () => `${apiKey.slice(0, 8)}${randomBytes(16).toString('hex')}`;
    expect((await knock(apiKey)()).status).toBe(200);
    expect((await knock(almost(apiKey))()).status).toBe(401);
    await expectAlike(async () =>
      Array.from({ length: guesses }, () => [knock(almost(apiKey)), knock(far())] as const),
    );
  });

  row('W5', 'how near a guess comes to the secret of an API key', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ name: 'timing', scopes: ['videos:read'] });
    const made = await stack.call('/api/api-keys', { ...init, body });
    expect(made.status).toBe(201);
    const { key } = (await made.json()) as { key: string };
    const id = key.split('_').slice(0, 2).join('_');
    expect((await knock(key)()).status).toBe(200);
    expect((await knock(almost(key))()).status).toBe(401);
    await expectAlike(async () =>
      Array.from(
        { length: guesses },
        () => [knock(almost(key)), knock(`${id}_${randomBytes(32).toString('base64url')}`)] as const,
      ),
    );
  });
});
