import { createHmac, randomUUID } from 'node:crypto';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';

let stack: FaultStack;

beforeAll(async () => {
  stack = await openFaultStack({ apps: ['api'] });
});

afterAll(() => stack.stop());

const answers = (email = `${randomUUID()}@client.example`) => ({
  'Business name': 'Harbour Lane Bakery',
  'E-mail': email,
  'What do you sell?': 'Sourdough bread',
  'Who is your target customer?': 'Early commuters',
  'What makes you different?': 'We bake at four in the morning',
  formats: 'square',
});

const rows = async (id: string) => {
  const { prisma } = stack.db;
  const event = await prisma.webhookEvent.findFirst({ where: { externalId: id } });
  const videoId = (event?.answer as { video_id?: string } | null)?.video_id ?? null;
  return {
    events: await prisma.webhookEvent.count({ where: { externalId: id } }),
    jobs: videoId ? await prisma.job.count({ where: { videoId } }) : 0,
    videoId,
  };
};

describe('a submission is taken once, though', () => {
  row('E1', 'a hundred deliveries of it come at once', async () => {
    const id = randomUUID();
    const email = `${randomUUID()}@client.example`;
    const replies = await Promise.all(Array.from({ length: 100 }, () => stack.submit(answers(email), id)));
    expect(new Set(replies.map(({ status }) => Math.floor(status / 100)))).toEqual(new Set([2]));
    const bodies = await Promise.all(replies.map((reply) => reply.json() as Promise<{ video_id: string }>));
    expect(new Set(bodies.map(({ video_id: videoId }) => videoId)).size).toBe(1);
    expect(await rows(id)).toMatchObject({ events: 1, jobs: 1 });
    expect(await stack.db.prisma.client.count({ where: { email } })).toBe(1);
  });

  row('E5', 'it comes again three days later with a fresh signature', async () => {
    const id = randomUUID();
    const first = (await (await stack.submit(answers(), id)).json()) as { video_id: string };
    const before = new Date(Date.now() - 3 * 24 * 3_600_000);
    await stack.db.prisma.webhookEvent.updateMany({ where: { externalId: id }, data: { createdAt: before } });
    const again = await stack.submit(answers(), id);
    expect(again.status).toBe(200);
    expect(((await again.json()) as { video_id: string }).video_id).toBe(first.video_id);
    expect(await rows(id)).toMatchObject({ events: 1, jobs: 1 });
  });

  row('E6', 'the API dies between storing and answering', async () => {
    const id = randomUUID();
    const given = answers();
    await stack.arm('afterPgBeforeEnqueue', 'kill9');
    await expect(stack.submit(given, id)).rejects.toThrow('fetch failed');
    const diedAt = await stack.fired();
    await stack.ready();
    const again = await stack.submit(given, id);
    expect(again.status).toBe(200);
    const recoveredMs = Date.now() - diedAt;
    const { videoId, ...counts } = await rows(id);
    expect(counts).toEqual({ events: 1, jobs: 1 });
    expect(((await again.json()) as { video_id: string }).video_id).toBe(videoId);
    return recoveredMs;
  });
});

describe('a payload that Postgres can not hold as JSON', () => {
  const post = (body: string | Buffer) => {
    const signature = createHmac('sha256', 'tally-e2e-secret').update(body).digest('base64');
    const headers = { 'content-type': 'application/json', 'tally-signature': signature };
    return fetch(`${stack.url}/api/webhooks/tally`, {
      method: 'POST',
      headers,
      body: new Uint8Array(Buffer.from(body)),
    });
  };
  const payload = (id: string, value: string) =>
    `{"eventId":"${id}","eventType":"FORM_RESPONSE","data":{"submissionId":"${id}","responseId":"${id}","formId":"f","fields":[{"key":"q","label":"Business name","type":"INPUT_TEXT","value":${value}}]}}`;

  row('E7', 'is answered, and kept to the byte', async () => {
    const poisons = [
      '"a\\u0000b"',
      '"\\ud800"',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      '1e999',
      '{"__proto__":{"x":1}}',
    ];
    for (const poison of poisons) {
      const id = randomUUID();
      const body = payload(id, poison);
      const { status } = await post(body);
      expect({ poison: poison.slice(0, 20), ok: status >= 200 && status < 500 }).toEqual({
        poison: poison.slice(0, 20),
        ok: true,
      });
      const kept = await stack.db.prisma.webhookEvent.findFirst({ where: { externalId: id } });
      if (kept) expect(Buffer.from(kept.body).toString()).toBe(body);
    }
    expect((await fetch(`${stack.url}/health`)).status).toBe(200);
  });
});

describe('after all of that', () => {
  row('I1', 'every accepted submission has its one video, and the log is quiet', async () => {
    // Nobody works here: what was accepted is ended by hand.
    await stack.db.prisma.job.updateMany({ data: { status: 'cancelled', finishedAt: new Date() } });
    await stack.redis.flushAll();
    await expectInvariants(stack, stack.incidents);
  });
});
