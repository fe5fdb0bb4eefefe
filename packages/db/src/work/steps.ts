import type { UsageRecord } from '@bom/domain';
import { FencedError } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { JobClaim } from './jobs.ts';

export interface StepRecord {
  done: boolean;
  result: unknown;
  pending: unknown;
}

/**
 * The memory of a video's steps for whoever plans what is to be done: results are found and kept, but no job's claim
 * guards them. A model may so be asked twice by two planners at once; the first answer is the one that stays, unless
 * whoever was given it does the step all the same.
 */
export function planningMemory(db: Db, videoId: string) {
  const given = new Set<string>();
  return {
    async recall(name: string, inputHash: string): Promise<StepRecord | null> {
      const step = await db.prisma.jobStep.findUnique({
        where: { videoId_name_inputHash: { videoId, name, inputHash } },
        select: { done: true, result: true, pending: true },
      });
      if (step?.done) given.add(`${name} ${inputHash}`);
      return step;
    },

    async savePending(): Promise<void> {},

    async finish(
      name: string,
      inputHash: string,
      outcome: { result: unknown; usage: UsageRecord[]; durationMs: number },
    ) {
      const { durationMs } = outcome;
      await db.prisma.$transaction(async (tx) => {
        const done = { done: true, result: toJson(outcome.result), durationMs, finishedAt: new Date() };
        await tx.jobStep.createMany({ data: [{ videoId, name, inputHash, ...done }], skipDuplicates: true });
        const where = { videoId_name_inputHash: { videoId, name, inputHash } };
        const { id } = given.has(`${name} ${inputHash}`)
          ? await tx.jobStep.update({ where, data: done })
          : await tx.jobStep.findUniqueOrThrow({ where, select: { id: true } });
        await writeUsage(tx, { job: { id: null, videoId } }, outcome.usage, id);
      });
    },

    async recordUsage(usage: UsageRecord[]): Promise<void> {
      await db.prisma.$transaction((tx) => writeUsage(tx, { job: { id: null, videoId } }, usage, null));
    },
  };
}

/**
 * The memory of a job's steps, kept with its video under the hash of each step's inputs. All writes are fenced by the
 * job's claim: a run that lost it can't save what another run has done meanwhile.
 */
export function stepMemory(db: Db, claim: JobClaim) {
  const videoId = claim.job.videoId;
  const where = (name: string, inputHash: string) => ({ videoId_name_inputHash: { videoId, name, inputHash } });

  return {
    async recall(name: string, inputHash: string): Promise<StepRecord | null> {
      return db.prisma.jobStep.findUnique({
        where: where(name, inputHash),
        select: { done: true, result: true, pending: true },
      });
    },

    /** Before a paid call is waited for: what the next try needs to take it up again. */
    async savePending(name: string, inputHash: string, pending: unknown): Promise<void> {
      await db.prisma.$transaction(async (tx) => {
        await assertClaim(tx, claim);
        const value = toJson(pending);
        await tx.jobStep.upsert({
          where: where(name, inputHash),
          create: { videoId, jobId: claim.job.id, name, inputHash, pending: value },
          update: { pending: value },
        });
      });
    },

    /** The result and what it cost, in one transaction: a step that is stored is paid for exactly once. */
    async finish(
      name: string,
      inputHash: string,
      outcome: { result: unknown; usage: UsageRecord[]; durationMs: number },
    ) {
      await db.prisma.$transaction(async (tx) => {
        await assertClaim(tx, claim);
        const done = {
          done: true,
          result: toJson(outcome.result),
          durationMs: outcome.durationMs,
          finishedAt: new Date(),
        };
        const { id } = await tx.jobStep.upsert({
          where: where(name, inputHash),
          create: { videoId, jobId: claim.job.id, name, inputHash, ...done },
          update: { jobId: claim.job.id, pending: Prisma.DbNull, ...done },
        });
        await writeUsage(tx, claim, outcome.usage, id);
        await countAnew(tx, claim);
      });
    },

    /** Calls that were billed although the step failed. */
    async recordUsage(usage: UsageRecord[]): Promise<void> {
      await db.prisma.$transaction((tx) => writeUsage(tx, claim, usage, null));
    },
  };
}

export type StepMemory = ReturnType<typeof stepMemory>;

/**
 * Tries are counted from the last step that was finished: a pipeline that gets on, however often its process dies, is not
 * one that ends every process. (Assembly names its children by the try, so its count only rises.)
 */
async function countAnew(tx: Tx, claim: JobClaim): Promise<void> {
  if (claim.job.phase !== 'pipeline' || claim.job.attempt === 1) return;
  await tx.job.update({ where: { id: claim.job.id }, data: { attempt: 1 } });
  claim.job.attempt = 1;
}

async function assertClaim(tx: Tx, claim: JobClaim): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM jobs WHERE id = ${claim.job.id}::uuid AND lease_token = ${claim.token}::uuid FOR UPDATE`;
  if (rows.length === 0) throw new FencedError();
}

async function writeUsage(
  tx: Tx,
  claim: { job: { id: string | null; videoId: string } },
  usage: UsageRecord[],
  stepId: string | null,
): Promise<void> {
  if (usage.length === 0) return;
  const video = await tx.video.findUniqueOrThrow({ where: { id: claim.job.videoId }, select: { clientId: true } });
  await tx.apiUsage.createMany({
    data: usage.map(({ costMicrocents, ...record }) => ({
      ...record,
      costMicrocents: BigInt(Math.round(costMicrocents)),
      clientId: video.clientId,
      videoId: claim.job.videoId,
      jobId: claim.job.id,
      stepId,
    })),
  });
}

function toJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return value === null || value === undefined ? Prisma.JsonNull : value;
}
