import { randomUUID } from 'node:crypto';
import { createDatabase } from '@bom/testing';
import { createDb } from '../client.ts';
import type { Db } from '../client.ts';
import { createIntakeReceiver } from './receive-intakes.ts';
import type { Delivery } from './receive-intakes.ts';

const brief = {
  business_name: 'Bakery "Früh"',
  what_they_sell: 'bread',
  target_customer: 'neighbours',
  differentiator: 'sourdough',
  tone: 'friendly',
  language: 'de',
};
const answers = { accepted: { status: 'yes' }, rejected: { status: 'no' } };

let db: Db;
beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
});
afterAll(() => db.close());

const newEmail = () => `${randomUUID()}@client.example`;

function deliveryOf(overrides: Partial<Omit<Delivery, 'intake'>> & { email?: string } = {}): Delivery {
  const { email = newEmail(), ...given } = overrides;
  const request = { formats: ['vertical' as const] };
  return {
    source: 'tally',
    externalId: randomUUID(),
    body: Buffer.from([0, 0xff, 0x5c, 0x7b, 0x22]),
    headers: { 'user-agent': 'Tally "quoted" {,}' },
    formId: 'form',
    mapping: {},
    intake: { email, brief, brandKit: {}, packageId: null, request, requestId: 'r1' },
    ...given,
  };
}

const jobsOf = (emailKey: string) => db.prisma.job.count({ where: { video: { client: { emailKey } } } });
const eventOf = (externalId: string) => db.prisma.webhookEvent.findFirst({ where: { externalId } });

describe('createIntakeReceiver', () => {
  test('stores the very bytes and takes the intake, each of many that come at once', async () => {
    const receive = createIntakeReceiver(db, answers);
    const deliveries = Array.from({ length: 40 }, () => deliveryOf());
    const received = await Promise.all(deliveries.map(receive));
    for (const [index, { taken }] of received.entries()) {
      const { intake, externalId, body, headers } = deliveries[index] as Delivery;
      const job = await db.prisma.job.findUniqueOrThrow({
        where: { id: taken?.job?.id ?? '' },
        include: { video: true },
      });
      const client = await db.prisma.client.findUniqueOrThrow({ where: { emailKey: intake.email } });
      expect(job.video.clientId).toBe(client.id);
      expect(job).toMatchObject({ deliveries: 1, priority: taken?.job?.priority });
      const answer = { status: 'yes', client_id: client.id, video_id: job.videoId, job_id: job.id };
      expect(taken?.answer).toEqual(answer);
      const event = await eventOf(externalId);
      expect(event).toMatchObject({ source: 'tally', status: 'handled', answer, headers });
      expect(Buffer.from(event?.body ?? [])).toEqual(body);
    }
  });

  test('does nothing for what came before, be it within the same moment', async () => {
    const receive = createIntakeReceiver(db, answers);
    const delivery = deliveryOf();
    const first = await Promise.all([delivery, { ...delivery }, { ...delivery }].map(receive));
    expect(first.filter(({ taken }) => taken !== null)).toHaveLength(1);
    expect((await receive({ ...delivery })).taken).toBeNull();
    expect(await jobsOf(delivery.intake.email)).toBe(1);
  });

  test('does nothing for what was read by another mapping than the form has, and tells that one', async () => {
    const fields = { question_1: 'email' };
    await db.prisma.tallyMapping.create({ data: { formId: 'mapped', fields } });
    const receive = createIntakeReceiver(db, answers);
    const stale = deliveryOf({ formId: 'mapped' });
    expect(await receive(stale)).toEqual({ taken: null, mapping: fields });
    expect(await eventOf(stale.externalId)).toBeNull();
    const known = await receive(deliveryOf({ formId: 'mapped', mapping: fields }));
    expect(known.taken?.answer).toMatchObject({ status: 'yes' });
  });

  test('turns down what is over quota, and takes the last place of a client once', async () => {
    const email = newEmail();
    await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email, quotaOverride: 1 } });
    const receive = createIntakeReceiver(db, answers);
    const received = await Promise.all(Array.from({ length: 5 }, () => receive(deliveryOf({ email }))));
    const statuses = received.map(({ taken }) => (taken?.answer as { status: string } | undefined)?.status);
    expect(statuses.filter((status) => status === 'yes')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'no')).toHaveLength(4);
    expect(await jobsOf(email)).toBe(1);
  });

  test('leaves nothing of any where one can not be kept', async () => {
    const receive = createIntakeReceiver(db, answers);
    const [good, bad] = [deliveryOf(), deliveryOf({ headers: { 'user-agent': '\u0000' } })];
    const received = await Promise.allSettled([receive(good), receive(bad)]);
    expect(received.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await eventOf(good.externalId)).toBeNull();
    expect(await db.prisma.client.count({ where: { emailKey: good.intake.email } })).toBe(0);
  });

  test('lets two processes take the same clients without waiting for each other', async () => {
    const emails = Array.from({ length: 12 }, newEmail);
    const receivers = [createIntakeReceiver(db, answers), createIntakeReceiver(db, answers)];
    const all = receivers.flatMap((receive, at) =>
      (at === 0 ? emails : emails.toReversed()).map((email) => receive(deliveryOf({ email }))),
    );
    const received = await Promise.all(all);
    expect(received.every(({ taken }) => taken !== null)).toBe(true);
  });
});
