import { randomUUID } from 'node:crypto';
import type { Brief, FilmWarning, Script, UsageRecord } from '@bom/domain';
import type { Db } from '../client.ts';
import type { ScriptRequest } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';

export interface WrittenScript {
  script: Script;
  provider: string;
  model: string;
  warnings: FilmWarning[];
  usage: { inputTokens: number; outputTokens: number; costMicrocents: number };
}

export interface ScriptFailure {
  code: string;
  detail: string;
  retriable: boolean;
}

export type ScriptOutcome = { written: WrittenScript } | { failure: ScriptFailure };

/** Asks for a script that the caller waits for until `deadline`. */
export async function askForScript(
  db: Db,
  { brief, actor, requestId, deadline }: { brief: Brief; actor: string; requestId: string; deadline: Date },
): Promise<ScriptRequest> {
  return db.prisma.scriptRequest.create({ data: { brief, actor, requestId, deadline } });
}

/**
 * Takes a request to write it; null where it was written, was given up, or its caller has gone. A delivery that comes
 * again takes it over: the worker before has died.
 */
export async function claimScriptRequest(db: Db, id: string): Promise<ScriptRequest | null> {
  const leaseToken = randomUUID();
  const { count } = await db.prisma.scriptRequest.updateMany({
    where: { id, status: { in: ['queued', 'processing'] }, deadline: { gt: new Date() } },
    data: { status: 'processing', leaseToken },
  });
  return count === 0 ? null : db.prisma.scriptRequest.findFirst({ where: { id, leaseToken } });
}

/** False once nobody waits any more, or another worker took over. */
export async function isScriptWanted(db: Db, { id, leaseToken }: ScriptRequest): Promise<boolean> {
  const where = { id, leaseToken, status: 'processing' as const, deadline: { gt: new Date() } };
  return (await db.prisma.scriptRequest.count({ where })) === 1;
}

/**
 * Keeps what came of a request, and what was paid for it, in one transaction; the calls are booked in any case. Without an
 * outcome the request stays open for the next delivery.
 */
export async function finishScriptRequest(
  db: Db,
  { asked, outcome, calls }: { asked: ScriptRequest; outcome: ScriptOutcome | null; calls: UsageRecord[] },
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    if (outcome) {
      await tx.scriptRequest.updateMany({
        where: { id: asked.id, leaseToken: asked.leaseToken, status: 'processing' },
        data: { ...endOf(outcome), finishedAt: new Date(), leaseToken: null },
      });
    }
    await tx.apiUsage.createMany({
      data: calls.map(({ costMicrocents, ...call }) => ({
        ...call,
        costMicrocents: BigInt(Math.round(costMicrocents)),
      })),
    });
  });
}

function endOf(outcome: ScriptOutcome) {
  return 'written' in outcome
    ? { status: 'complete' as const, result: asJson(outcome.written) }
    : { status: 'failed' as const, error: asJson(outcome.failure) };
}

/** What came of a request; null while it is being written. */
export async function readScriptRequest(db: Db, id: string): Promise<ScriptOutcome | null> {
  const { result, error } = await db.prisma.scriptRequest.findUniqueOrThrow({
    where: { id },
    select: { result: true, error: true },
  });
  if (result) return { written: result as unknown as WrittenScript };
  return error ? { failure: error as unknown as ScriptFailure } : null;
}

/** The caller has gone: whoever writes it stops within a second. */
export async function giveUpScript(db: Db, id: string): Promise<void> {
  await db.prisma.scriptRequest.updateMany({
    where: { id, status: { in: ['queued', 'processing'] } },
    data: { status: 'cancelled', finishedAt: new Date() },
  });
}

function asJson(value: object): Prisma.InputJsonObject {
  return value;
}
