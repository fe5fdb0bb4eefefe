import { setTimeout as sleep } from 'node:timers/promises';
import { claimScriptRequest, finishScriptRequest, isScriptWanted } from '@bom/db';
import type { Db, ScriptRequest, WrittenScript } from '@bom/db';
import { briefSchema, CancelledError, RateLimitedError, toStudioError } from '@bom/domain';
import type { CallContext, StudioError, UsageRecord } from '@bom/domain';
import { backoffDelayMs, catalog } from '@bom/jobs';
import type { Handler } from '@bom/jobs';
import type { Llm } from '@bom/llm';
import { assertDayBudget } from '../providers/day-budget.ts';
import type { DayBudget } from '../providers/day-budget.ts';
import type { Pass, ProviderLimits } from '../providers/provider-limits.ts';

interface ScriptDeps extends DayBudget {
  db: Db;
  llm: Llm;
  limits: ProviderLimits;
}

const watchMs = 500;

/**
 * `script.write`: a script that a caller of the API waits for. Failures that may pass are tried again here and not by the
 * queue, within the time that the caller waits; when the caller hangs up, the model's call is broken off.
 */
export function writeScriptJob(deps: ScriptDeps): Handler<'script.write'> {
  return async ({ script_request_id: id }, delivery) => {
    const { db } = deps;
    const asked = await claimScriptRequest(db, id);
    if (!asked) return;
    const unwanted = watchCaller(db, asked);
    const signal = AbortSignal.any([delivery.signal, unwanted.signal]);
    const calls: UsageRecord[] = [];
    try {
      const written = await writeInTime(deps, { asked, signal, calls });
      await finishScriptRequest(db, { asked, outcome: { written }, calls });
    } catch (error) {
      const failure = toStudioError(error);
      const { code, message: detail, retriable } = failure;
      const stopped = delivery.signal.aborted && !unwanted.signal.aborted;
      await finishScriptRequest(db, {
        asked,
        outcome: stopped ? null : { failure: { code, detail, retriable } },
        calls,
      });
      if (stopped) throw failure;
      delivery.logger.warn({ script_request_id: id, request_id: asked.requestId, code, detail }, 'script not written');
    } finally {
      unwanted.stop();
    }
  };
}

/** Aborts once nobody waits for the script any more. A database that is away is no reason to stop. */
function watchCaller(db: Db, asked: ScriptRequest): { signal: AbortSignal; stop(): void } {
  const gone = new AbortController();
  const look = async () => {
    const wanted = await isScriptWanted(db, asked).catch(() => true);
    if (!wanted) gone.abort(new CancelledError('Nobody waits for the script any more.'));
  };
  const timer = setInterval(() => void look(), watchMs);
  return { signal: gone.signal, stop: () => clearInterval(timer) };
}

interface Writing {
  asked: ScriptRequest;
  signal: AbortSignal;
  calls: UsageRecord[];
}

async function writeInTime(deps: ScriptDeps, writing: Writing): Promise<WrittenScript> {
  for (let attempt = 1; ;) {
    try {
      return await writeOnce(deps, writing);
    } catch (error) {
      const failure = toStudioError(error);
      const waitMs = waitBefore(failure, attempt);
      const leftMs = writing.asked.deadline.getTime() - Date.now();
      if (writing.signal.aborted || waitMs === null || waitMs >= leftMs) throw failure;
      // Waiting because somebody asked for it is no try.
      if (!(failure instanceof RateLimitedError)) attempt += 1;
      await sleep(waitMs, undefined, { signal: writing.signal });
    }
  }
}

/** Null: not to be tried again. */
function waitBefore(failure: StudioError, attempt: number): number | null {
  const more = failure instanceof RateLimitedError || (failure.retriable && attempt < catalog['script.write'].attempts);
  return more ? (failure.retryAfterMs ?? backoffDelayMs('script.write', attempt)) : null;
}

async function writeOnce(
  { db, llm, limits, dayBudgetMicrocents }: ScriptDeps,
  { asked, signal, calls }: Writing,
): Promise<WrittenScript> {
  const own: UsageRecord[] = [];
  let pass: Pass | undefined;
  const call: CallContext = {
    signal,
    recordUsage(usage) {
      own.push(usage);
      calls.push(usage);
    },
    pending: undefined,
    savePending: async () => {},
    async authorizeSpend(estimateMicrocents, planned) {
      await assertDayBudget(db.prisma, { dayBudgetMicrocents, estimateMicrocents });
      await pass?.end('up');
      pass = await limits.enter(planned.provider, signal);
    },
  };
  try {
    const written = await llm.writeScript({ brief: briefSchema.parse(asked.brief) }, call);
    await pass?.end('up');
    const { value: script, provider, model, warnings } = written;
    return { script, provider, model, warnings, usage: sumOf(own) };
  } catch (error) {
    await pass?.end('unknown');
    throw error;
  }
}

function sumOf(calls: UsageRecord[]): WrittenScript['usage'] {
  const sum = (field: 'inputTokens' | 'outputTokens' | 'costMicrocents') =>
    calls.reduce((total, call) => total + call[field], 0);
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    costMicrocents: sum('costMicrocents'),
  };
}
