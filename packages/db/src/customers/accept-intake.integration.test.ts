import { randomUUID } from 'node:crypto';
import { createDatabase } from '@bom/testing';
import { createDb } from '../client.ts';
import type { Db } from '../client.ts';
import { acceptIntake } from './accept-intake.ts';
import type { AcceptedIntake, Intake } from './accept-intake.ts';

const brief = {
  business_name: 'Bakery "Früh"',
  what_they_sell: 'bread',
  target_customer: 'neighbours',
  differentiator: 'sourdough',
  tone: 'friendly',
  language: 'de',
  topic: 'Easter',
};

let db: Db;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  const events = ['client.created', 'quota.exceeded', 'video.generating'];
  await db.prisma.webhookEndpoint.create({ data: { url: 'https://all.example', events, secret: 'whsec_1' } });
});

afterAll(() => db.close());

const newEmail = () => `${randomUUID()}@client.example`;

function accept(given: Partial<Intake> & { email: string }, eventId: string = randomUUID()): Promise<AcceptedIntake> {
  const intake: Intake = {
    brief,
    brandKit: { tone: 'dry' },
    packageId: null,
    formats: ['vertical', 'square'],
    ...given,
  };
  return db.prisma.$transaction((tx) =>
    acceptIntake(tx, { intake, eventId, requestId: 'r1', metadata: { order: [1] } }),
  );
}

const noticesOf = async (part: string) => {
  const notices = await db.prisma.notice.findMany({ where: { dedupeKey: { contains: part } } });
  return notices.map(({ channel, template }) => `${channel} ${template}`).toSorted();
};

describe('acceptIntake', () => {
  test('makes a client, a project, a video that is being made, its place in the month and its job', async () => {
    const email = newEmail();
    const { clientId, job } = await accept({ email: email.toUpperCase() });
    const client = await db.prisma.client.findUniqueOrThrow({
      where: { emailKey: email },
      include: { projects: true, quotaUses: true, videos: { include: { revisions: true, events: true } } },
    });
    const [video] = client.videos;
    expect(client).toMatchObject({ id: clientId, name: 'Bakery "Früh"', brandKit: { tone: 'dry' }, version: 1 });
    expect(client.projects).toMatchObject([{ id: video?.projectId, name: 'Bakery "Früh"' }]);
    expect(video).toMatchObject({ status: 'generating', title: 'Bakery "Früh": Easter', language: 'de', brief });
    expect(video?.revisions).toMatchObject([{ number: 1 }]);
    expect(video?.events).toMatchObject([{ type: 'video.generating', actor: 'system' }]);
    expect(client.quotaUses).toMatchObject([{ videoId: video?.id }]);
    expect(job).toMatchObject({
      videoId: video?.id,
      kind: 'pipeline',
      status: 'queued',
      request: { formats: ['vertical', 'square'] },
      requestId: 'r1',
      metadata: { order: [1] },
    });
    expect(await noticesOf(clientId)).toEqual(['webhook client.created']);
    expect(await noticesOf(video?.events[0]?.id ?? '')).toEqual(['webhook video.generating']);
  });

  test('keeps later videos of a client in their project, behind those that wait', async () => {
    const email = newEmail();
    const [first, second] = [await accept({ email }), await accept({ email })];
    expect(second.clientId).toBe(first.clientId);
    expect(await db.prisma.project.count({ where: { clientId: first.clientId } })).toBe(1);
    expect(second.job?.priority).toBe((first.job?.priority ?? 0) + 1);
  });

  test('gives a new client the package of the form where there is one of that name', async () => {
    const packageOf = async (packageId: string) => {
      const { clientId } = await accept({ email: newEmail(), packageId });
      return (await db.prisma.client.findUniqueOrThrow({ where: { id: clientId } })).packageId;
    };
    const known = await db.prisma.package.findFirstOrThrow({ where: { id: { not: 'kickstart' } } });
    expect(await packageOf(known.id)).toBe(known.id);
    expect(await packageOf('golden')).toBe('kickstart');
  });

  test('turns down what is over quota with one mail and the event', async () => {
    const email = newEmail();
    await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email, quotaOverride: 0 } });
    const eventId = randomUUID();
    expect((await accept({ email }, eventId)).job).toBeNull();
    await accept({ email }, eventId);
    expect(await noticesOf(eventId)).toEqual(['email quota-exceeded', 'webhook quota.exceeded']);
  });

  test('accepts of many that come at once as many as the month has room for', async () => {
    const email = newEmail();
    await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email, quotaOverride: 2 } });
    const all = await Promise.all(Array.from({ length: 8 }, () => accept({ email })));
    expect(all.filter(({ job }) => job !== null)).toHaveLength(2);
  });

  test('makes one client of two intakes of a new address that come at once', async () => {
    const email = newEmail();
    const both = await Promise.all([accept({ email }), accept({ email })]);
    expect(new Set(both.map(({ clientId }) => clientId)).size).toBe(1);
    expect(await noticesOf(both[0].clientId)).toEqual(['webhook client.created']);
  });
});
