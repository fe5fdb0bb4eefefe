import { randomUUID } from 'node:crypto';
import { events, webhookEventTypes } from '@bom/contracts';
import type { EventType } from '@bom/contracts';
import { createDatabase } from '@bom/testing';
import { announcePaymentFailed, applyInvoiceState } from '../billing/stripe-invoices.ts';
import { createDb } from '../client.ts';
import type { Db } from '../client.ts';
import { acceptIntake } from '../customers/accept-intake.ts';
import { lockVideo } from '../films/lock-video.ts';
import type { VideoWithClient } from '../films/lock-video.ts';
import { approveFilm, deliverFilm, rejectFilm, submitFilm } from '../films/review-film.ts';
import { restoreRevision } from '../films/revisions.ts';
import type { Job, Notice } from '../generated/client.ts';
import { cancelJob, completeJob, failJob } from '../work/endings.ts';
import { claimJob } from '../work/jobs.ts';
import type { JobClaim } from '../work/jobs.ts';
import { retryJob } from '../work/retry-job.ts';
import { announceProgress } from './announce-progress.ts';
import { announceEvent } from './notices.ts';

const staff = { emails: [], slack: false };
const actor = 'key:studio';
const callbackUrl = 'https://caller.example/done';
const metadata = { order: 42 };
const brief = {
  business_name: 'Bakery',
  what_they_sell: 'bread',
  target_customer: 'neighbours',
  differentiator: 'sourdough',
  tone: 'friendly',
  language: 'en',
};

let db: Db;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  const data = { url: 'https://all.example', events: webhookEventTypes, secret: 'whsec_1' };
  await db.prisma.webhookEndpoint.create({ data });
  await db.prisma.package.update({ where: { id: 'kickstart' }, data: { monthlyQuota: 3 } });
});

afterAll(() => db.close());

async function accept(email: string): Promise<Job> {
  const intake = { email, brief, brandKit: {}, packageId: null, formats: ['vertical' as const] };
  const arrival = { intake, eventId: randomUUID(), requestId: 'r1', callbackUrl, metadata };
  const { job } = await db.prisma.$transaction((tx) => acceptIntake(tx, arrival));
  if (!job) throw new Error('over quota');
  return job;
}

async function claim(job: Job): Promise<JobClaim> {
  const outcome = await claimJob(db, { jobId: job.id, phase: 'pipeline', leaseMs: 30_000 });
  if (!('claim' in outcome)) throw new Error('not claimed');
  return outcome.claim;
}

const failure = {
  code: 'media_corrupt',
  detail: 'It is broken.',
  stage: 'images',
  scene: 1,
  retriable: false,
  attempt: 1,
};
const film = {
  outputs: {},
  posterKey: 'films/poster.jpg',
  captions: { srt: 'films/a.srt', vtt: 'films/a.vtt' },
  durationMs: 1000,
  warnings: [],
};

/** Failed, tried again, finished, reviewed twice, delivered; then another that is cancelled, and one too many. */
async function live(email: string): Promise<Job> {
  const job = await accept(email);
  await failJob(db, { claim: await claim(job), failure, errorClass: 'PermanentError', staff });
  await db.prisma.$transaction((tx) => retryJob(tx, { jobId: job.id, actor }));
  const again = await claim(job);
  await announceProgress(db);
  await completeJob(db, { claim: again, film, staff });
  const { videoId } = job;
  await step(videoId, (tx, video) => submitFilm(tx, { video, actor, note: 'Have a look.' }));
  const scenes = [{ index: 0, note: 'Darker.' }];
  await step(videoId, (tx, video) => rejectFilm(tx, { video, actor, staff, note: 'Slower.', scenes }));
  await db.prisma.$transaction((tx) => restoreRevision(tx, { videoId, number: 1, actor }));
  await step(videoId, (tx, video) => submitFilm(tx, { video, actor, note: null }));
  await step(videoId, (tx, video) => approveFilm(tx, { video, actor, staff, note: null }));
  await step(videoId, (tx, video) => deliverFilm(tx, { video, actor }));
  await cancelJob(db, (await accept(email)).id);
  return job;
}

type Tx = Parameters<typeof lockVideo>[0];

async function step(videoId: string, act: (tx: Tx, video: VideoWithClient) => Promise<unknown>): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const video = await lockVideo(tx, videoId);
    if (video) await act(tx, video);
  });
}

async function bill(clientId: string): Promise<void> {
  await db.prisma.client.update({ where: { id: clientId }, data: { stripeCustomerId: 'cus_1' } });
  const amounts = { currency: 'usd', totalCents: 9900, paidCents: 9900, hostedUrl: null, pdfUrl: null };
  const dates = { dueAt: null, periodStart: null, periodEnd: null };
  const named = { stripeInvoiceId: 'in_1', customerId: 'cus_1', invoiceId: null, status: 'paid', number: 'B-1' };
  await db.prisma.$transaction(async (tx) => {
    const state = { ...named, ...amounts, ...dates };
    const invoice = (await applyInvoiceState(tx, { state, at: new Date() }))?.invoice;
    if (invoice) await announcePaymentFailed(tx, { invoice, attempt: 2, staff });
  });
}

const announced = () => db.prisma.notice.findMany({ where: { channel: 'webhook' }, orderBy: { createdAt: 'asc' } });
const typesOf = (notices: Notice[]) => [...new Set(notices.map(({ template }) => template))];

test('every event has the shape that the contract gives it, and no field more', async () => {
  const job = await live('ann@bakery.example');
  const { clientId } = await db.prisma.video.findUniqueOrThrow({ where: { id: job.videoId } });
  await bill(clientId);
  await db.prisma.client.update({ where: { id: clientId }, data: { quotaOverride: 1 } });
  await expect(accept('ann@bakery.example')).rejects.toThrow('over quota');
  const notices = await announced();
  expect(typesOf(notices).toSorted()).toEqual(webhookEventTypes.toSorted());
  for (const { template, data } of notices) {
    expect({ template, ...events[template as EventType].strict().safeParse(data) }).toMatchObject({ success: true });
  }
});

test('a callback is told the very same as an endpoint', async () => {
  const notices = await announced();
  const ofJobs = notices.filter(({ template }) => template === 'job.complete' || template === 'job.failed');
  const told = (isCallback: boolean) =>
    ofJobs.filter(({ recipient }) => (recipient === callbackUrl) === isCallback).map(({ data }) => data);
  expect(told(true)).toHaveLength(3);
  expect(told(true)).toEqual(told(false));
  expect(told(true)).toMatchObject([
    { kind: 'pipeline', metadata, error: { code: 'media_corrupt', scene: 1, retriable: false } },
    { kind: 'pipeline', metadata, revision: 1 },
    { kind: 'pipeline', metadata, error: { code: 'cancelled', stage: 'queued', retriable: false } },
  ]);
});

test('another shape than that of the type does not compile', async () => {
  const announce = () =>
    db.prisma.$transaction(async (tx) => {
      // @ts-expect-error: the package is missing
      await announceEvent(tx, { type: 'client.created', key: '1', data: { client_id: randomUUID(), name: 'Bakery' } });
      // @ts-expect-error: there is no such event
      await announceEvent(tx, { type: 'client.gone', key: '1', data: { client_id: randomUUID() } });
    });
  expect(announce).toBeInstanceOf(Function);
});
