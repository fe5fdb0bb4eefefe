import { announceProgress, cancelJob, findDueNotices, findUnheldJobs, keptTraceparent } from '@bom/db';
import { nextDelivery, nextNoticeDelivery } from '@bom/db';
import type { Db } from '@bom/db';
import { deliverRun, runId } from '@bom/jobs';
import type { Handler, Queues } from '@bom/jobs';
import type { Storage } from '@bom/storage';
import { sweepObjects } from './sweep-objects.ts';

interface SweepDeps {
  db: Db;
  queues: Queues;
  /** Rows younger than this are still on their way into the queue by themselves. */
  graceMs: number;
}

const noticeJobs = { email: 'notify.email', slack: 'notify.slack', webhook: 'notify.webhook' } as const;

/**
 * `upkeep.sweep`: the row is the outbox. Whatever should be in a queue and is not (an enqueue that failed, a Redis that
 * was wiped, a worker that died between two writes) is enqueued again.
 */
export function sweep(deps: SweepDeps): Handler<'upkeep.sweep'> {
  return async (_payload, { logger }) => {
    const jobs = await redeliverJobs(deps);
    await announceProgress(deps.db);
    const notices = await redeliverNotices(deps);
    if (jobs + notices > 0) logger.info({ jobs, notices }, 'sweep enqueued what was left behind');
  };
}

async function redeliverJobs({ db, queues, graceMs }: SweepDeps): Promise<number> {
  let count = 0;
  for (const job of await findUnheldJobs(db, { limit: 200, graceMs })) {
    if (job.cancelAskedAt) {
      await cancelJob(db, job.id);
      continue;
    }
    const { id: jobId, phase, priority } = job;
    const name = phase === 'pipeline' ? 'pipeline.run' : 'assembly.run';
    if (await queues.isAlive(name, runId({ jobId, phase, delivery: job.deliveries }))) continue;
    const traceparent = keptTraceparent(job.request);
    await deliverRun(queues, { jobId, phase, priority, traceparent, delivery: await nextDelivery(db, jobId) });
    count += 1;
  }
  return count;
}

async function redeliverNotices({ db, queues }: SweepDeps): Promise<number> {
  let count = 0;
  for (const notice of await findDueNotices(db, { limit: 200 })) {
    const name = noticeJobs[notice.channel];
    if (await queues.isAlive(name, `notice-${notice.id}-${notice.deliveries}`)) continue;
    const delivery = await nextNoticeDelivery(db, notice.id);
    const options = { id: `notice-${notice.id}-${delivery}`, traceparent: keptTraceparent(notice.data) };
    await queues.enqueue(name, { notice_id: notice.id }, options);
    count += 1;
  }
  return count;
}

interface RetainDeps {
  db: Db;
  storage: Storage;
  objectRetentionMs: number;
}

const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * 3_600_000);

/**
 * `upkeep.retention`: old magic links, idempotency keys, stand-alone scripts, news of progress, logs of webhook tries,
 * half-finished uploads and objects that nothing needs any more go.
 */
export function retain({ db, storage, objectRetentionMs }: RetainDeps): Handler<'upkeep.retention'> {
  return async (_payload, { logger, signal }) => {
    const dayAgo = daysAgo(1);
    const keys = await db.prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: dayAgo } } });
    const links = await db.prisma.magicLink.deleteMany({ where: { expiresAt: { lt: dayAgo } } });
    const scripts = await db.prisma.scriptRequest.deleteMany({ where: { createdAt: { lt: dayAgo } } });
    const tokens = await db.prisma.refreshToken.deleteMany({ where: { expiresAt: { lt: dayAgo } } });
    await db.prisma.notice.deleteMany({ where: { template: 'job.progress', createdAt: { lt: daysAgo(7) } } });
    await db.prisma.webhookAttempt.deleteMany({ where: { createdAt: { lt: daysAgo(90) } } });
    const uploads = await storage.sweepUploads(24 * 3_600_000);
    const objects = await sweepObjects({ db, storage }, { retentionMs: objectRetentionMs, signal });
    logger.info(
      { keys: keys.count, links: links.count, tokens: tokens.count, scripts: scripts.count, uploads, objects },
      'retention done',
    );
  };
}
