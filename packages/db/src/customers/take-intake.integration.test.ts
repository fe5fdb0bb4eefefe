import { randomUUID } from 'node:crypto';
import { createDatabase } from '@bom/testing';
import { createDb } from '../client.ts';
import type { Db } from '../client.ts';
import { queuePriority } from '../films/make-film.ts';
import { createVideoForBrief, startFilm } from '../films/start-film.ts';
import { announceEvent } from '../notices/notices.ts';
import { monthOf, takeQuota } from './quota.ts';
import { takeIntake, takeIntakeOnce } from './take-intake.ts';

const brief = {
  business_name: 'Bakery "Früh"',
  what_they_sell: 'bread',
  target_customer: 'neighbours',
  differentiator: 'sourdough',
  tone: 'friendly',
  language: 'de',
  topic: 'Easter',
};
const request = { formats: ['vertical' as const, 'square' as const] };
const metadata = { order: [1, { deep: null }] };
const callbackUrl = 'https://caller.example/done';

let db: Db;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  const events = ['client.created', 'video.generating'];
  await db.prisma.webhookEndpoint.create({ data: { url: 'https://all.example', events, secret: 'whsec_1' } });
  await db.prisma.webhookEndpoint.create({
    data: { url: 'https://off.example', events, secret: 'whsec_2', disabledAt: new Date() },
  });
  await db.prisma.webhookEndpoint.create({ data: { url: 'https://none.example', events: [], secret: 'whsec_3' } });
});

afterAll(() => db.close());

function intakeOf(email: string) {
  const eventId = randomUUID();
  const brandKit = { tone: 'dry' };
  return { eventId, email, brief, brandKit, packageId: null, request, requestId: 'r1', callbackUrl, metadata };
}

/** Step by step, through the functions that all other films begin with. */
async function takeByStartFilm(email: string): Promise<string> {
  return db.prisma.$transaction(async (tx) => {
    const data = { name: brief.business_name, email, emailKey: email.toLowerCase(), brandKit: { tone: 'dry' } };
    const client = await tx.client.upsert({ where: { emailKey: data.emailKey }, create: data, update: {} });
    const created = { client_id: client.id, name: client.name, package: client.packageId };
    await announceEvent(tx, { type: 'client.created', key: client.id, data: created });
    const title = 'Bakery "Früh": Easter';
    const video = await createVideoForBrief(tx, { clientId: client.id, brief, title });
    await takeQuota(tx, { clientId: client.id, videoId: video.id, month: monthOf(new Date()) });
    const priority = await queuePriority(tx, client);
    const asked = { kind: 'pipeline', recipe: null, actor: 'system', requestId: 'r1', callbackUrl, metadata } as const;
    await startFilm(tx, { ...asked, video, request, priority });
    return client.id;
  });
}

/** All rows of a client, ids replaced by the order of their first appearance, addresses and times by their kind. */
async function rowsOf(clientId: string): Promise<unknown> {
  const { rows } = await db.pool.query<{ row: unknown }>(
    `WITH v AS (SELECT id FROM videos WHERE client_id = $1), j AS (SELECT id FROM jobs WHERE video_id IN (SELECT id FROM v))
     SELECT row FROM (
       SELECT 1 AS place, created_at, to_jsonb(t) AS row FROM clients t WHERE id = $1
       UNION ALL SELECT 2, created_at, to_jsonb(t) FROM projects t WHERE client_id = $1
       UNION ALL SELECT 3, created_at, to_jsonb(t) FROM videos t WHERE client_id = $1
       UNION ALL SELECT 4, created_at, to_jsonb(t) FROM quota_uses t WHERE client_id = $1
       UNION ALL SELECT 5, created_at, to_jsonb(t) FROM revisions t WHERE video_id IN (SELECT id FROM v)
       UNION ALL SELECT 6, created_at, to_jsonb(t) FROM jobs t WHERE video_id IN (SELECT id FROM v)
       UNION ALL SELECT 7, created_at, to_jsonb(t) FROM video_events t WHERE video_id IN (SELECT id FROM v)
       UNION ALL SELECT 8, created_at, to_jsonb(t) FROM notices t WHERE template = 'client.created' AND dedupe_key LIKE '%' || $1
       UNION ALL SELECT 9, created_at, to_jsonb(t) FROM notices t WHERE data->>'job_id' IN (SELECT id::text FROM j)
     ) all_rows ORDER BY place, created_at`,
    [clientId],
  );
  const seen: string[] = [];
  const nameOf = (id: string) => `id ${seen.includes(id) ? seen.indexOf(id) : seen.push(id) - 1}`;
  const text = JSON.stringify(
    rows.map(({ row }) => row),
    null,
    1,
  )
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+\+00:00/g, 'time')
    .replaceAll(/[\w-]+@client\.example/gi, 'address')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, nameOf);
  return JSON.parse(text);
}

const newEmail = () => `${randomUUID()}@client.example`;

describe('takeIntake', () => {
  test('writes the very rows that startFilm and its kin write, for the first film of a client and for a second', async () => {
    const [fastEmail, slowEmail] = [newEmail(), newEmail()];
    const fast = await db.prisma.$transaction((tx) => takeIntake(tx, intakeOf(fastEmail)));
    await db.prisma.$transaction((tx) => takeIntake(tx, intakeOf(fastEmail.toUpperCase())));
    const slow = await takeByStartFilm(slowEmail);
    await takeByStartFilm(slowEmail);
    const rows = await rowsOf(fast.clientId);
    expect(rows).toHaveLength(1 + 1 + 5 * 2 + 1 + 2);
    expect(rows).toEqual(await rowsOf(slow));
  });

  test('makes ids of the time, so that rows sort by them', async () => {
    const before = Date.now();
    const { film } = await db.prisma.$transaction((tx) => takeIntake(tx, intakeOf(newEmail())));
    const id = film?.job.id ?? '';
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab]/);
    const madeAt = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(madeAt - before)).toBeLessThan(60_000);
  });
});

describe('takeIntakeOnce', () => {
  const answers = { accepted: { status: 'yes' }, rejected: { status: 'no' } };

  async function storedIntake(email: string) {
    const data = { source: 'tally', externalId: randomUUID(), body: new Uint8Array() };
    const { id } = await db.prisma.webhookEvent.create({ data });
    return { ...intakeOf(email), eventId: id };
  }

  test('leaves nothing behind where the answer could not be kept', async () => {
    const email = newEmail();
    await expect(takeIntakeOnce(db, { intake: intakeOf(email), answers })).rejects.toThrow();
    expect(await db.prisma.client.count({ where: { emailKey: email } })).toBe(0);
  });

  test('turns down what is over quota with a mail and the event, and gives that answer again', async () => {
    await db.prisma.webhookEndpoint.updateMany({
      where: { url: 'https://none.example' },
      data: { events: ['quota.exceeded'] },
    });
    const email = newEmail();
    await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email, quotaOverride: 0 } });
    const intake = await storedIntake(email);
    const first = await takeIntakeOnce(db, { intake, answers });
    expect(first).toMatchObject({ answer: { status: 'no' }, job: null });
    expect(await takeIntakeOnce(db, { intake, answers })).toEqual(first);
    const notices = await db.prisma.notice.findMany({ where: { dedupeKey: { contains: intake.eventId } } });
    expect(notices.map(({ channel, template }) => `${channel} ${template}`).toSorted()).toEqual([
      'email quota-exceeded',
      'webhook quota.exceeded',
    ]);
    const [one, two] = notices.map(({ data }) => data);
    expect(two).toEqual({ ...(one as object), video_id: null });
    expect(one).toMatchObject({ name: 'Bakery', limit: 0, package: expect.any(String) });
  });
});
