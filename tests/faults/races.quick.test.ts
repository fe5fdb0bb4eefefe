import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelJob, claimJob, completeJob, createDb, createFilmJob, createVideoForBrief } from '@bom/db';
import type { Db } from '@bom/db';
import { createDatabase } from '@bom/testing';
import { row } from './open-report.ts';

const runs = 200;
const atOnce = 8;
const staff = { emails: ['staff@studio.example'], slack: true };
const film = {
  outputs: {
    square: { key: 'films/a.mp4', width: 480, height: 480, duration_seconds: 1, bytes: 1, sha256: 'a'.repeat(64) },
  },
  posterKey: 'films/poster.jpg',
  captions: { srt: 'films/a.srt', vtt: 'films/a.vtt' },
  durationMs: 1000,
  warnings: [],
};
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
  db = createDb({ databaseUrl: await createDatabase(), poolSize: 2 * atOnce, onConnectionError: () => {} });
});

afterAll(() => db.close());

async function claimNewJob() {
  const email = `${randomUUID()}@client.example`;
  const client = await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email } });
  const job = await db.prisma.$transaction(async (tx) => {
    const video = await createVideoForBrief(tx, { clientId: client.id, brief, title: 'Bread' });
    const request = { formats: ['square' as const] };
    return createFilmJob(tx, { videoId: video.id, kind: 'pipeline', request, recipe: null, actor: 'system' });
  });
  const outcome = await claimJob(db, { jobId: job.id, phase: 'pipeline', leaseMs: 60_000 });
  if (!('claim' in outcome)) throw new Error('the job was not to be had');
  return outcome.claim;
}

/** Both at once, either of them a little earlier by chance; who won. */
async function race(): Promise<'finished' | 'cancelled'> {
  const claim = await claimNewJob();
  const later = Math.random() * 16 - 8;
  const [finishing, cancelling] = await Promise.allSettled([
    sleep(Math.max(0, later)).then(() => completeJob(db, { claim, film, staff })),
    sleep(Math.max(0, -later)).then(() => cancelJob(db, claim.job.id)),
  ]);
  const job = await db.prisma.job.findUniqueOrThrow({ where: { id: claim.job.id }, include: { video: true } });
  const told = await db.prisma.notice.count({ where: { template: 'draft-ready', dedupeKey: { contains: job.id } } });
  const seen = {
    finishing: finishing.status,
    cancelled: cancelling.status === 'fulfilled' && cancelling.value,
    status: job.status,
    video: job.video.status,
    hasFilm: Object.keys(job.outputs as object).length > 0,
    isShown: Object.keys(job.video.formats as object).length > 0,
    told,
  };
  const finished = seen.finishing === 'fulfilled';
  expect(seen).toEqual(
    finished
      ? {
          finishing: 'fulfilled',
          cancelled: false,
          status: 'complete',
          video: 'draft',
          hasFilm: true,
          isShown: true,
          told: 2,
        }
      : {
          finishing: 'rejected',
          cancelled: true,
          status: 'cancelled',
          video: 'failed',
          hasFilm: false,
          isShown: false,
          told: 0,
        },
  );
  return finished ? 'finished' : 'cancelled';
}

describe('exactly one wins where', () => {
  row('X6', 'a film is cancelled in the moment that it is finished, two hundred times', async () => {
    const winners = { finished: 0, cancelled: 0 };
    for (let begun = 0; begun < runs; begun += atOnce) {
      for (const winner of await Promise.all(Array.from({ length: atOnce }, race))) winners[winner] += 1;
    }
    // Where one of them always won, nothing raced.
    expect(winners.finished).toBeGreaterThan(0);
    expect(winners.cancelled).toBeGreaterThan(0);
  });
});
