import { setTimeout as sleep } from 'node:timers/promises';
import type { scriptOperations } from '@bom/contracts';
import { askForScript, giveUpScript, readScriptRequest } from '@bom/db';
import type { ScriptFailure, WrittenScript } from '@bom/db';
import { scriptSchema, toCents } from '@bom/domain';
import type { Response } from 'express';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem } from '../http/http-problem.ts';

const pollMs = 150;

/**
 * `POST /api/scripts/generate`. The API calls no model: it asks the workers through a row and a queue, and waits for the
 * row. Whoever hangs up, or waits too long, stops the work.
 */
export function scriptHandlers(deps: ApiDeps): HandlersOf<typeof scriptOperations> {
  return {
    async generateScript({ body, principal, request, response }) {
      const deadline = new Date(Date.now() + deps.config.scriptWaitMs);
      const asked = { brief: body, actor: principal.id, requestId: request.id, deadline };
      const { id } = await askForScript(deps.db, asked);
      try {
        await enqueue(deps, id);
        const { script, provider, model, warnings, usage } = await waitForScript(deps, { id, deadline, response });
        return {
          status: 200,
          body: {
            // Parsed, since jsonb keeps no order of keys.
            script: scriptSchema.parse(script),
            usage: {
              provider,
              model,
              input_tokens: usage.inputTokens,
              output_tokens: usage.outputTokens,
              cost_cents: toCents(BigInt(Math.round(usage.costMicrocents))),
            },
            warnings,
          },
        };
      } catch (error) {
        await giveUpScript(deps.db, id);
        throw error;
      }
    },
  };
}

async function enqueue({ queues, logger }: ApiDeps, id: string): Promise<void> {
  try {
    await queues.enqueue('script.write', { script_request_id: id }, { id: `script-${id}` });
  } catch (error) {
    logger.warn({ err: error, script_request_id: id }, 'script not enqueued');
    throw new HttpProblem('unavailable', 'The queue can not be reached right now; try again in a moment.');
  }
}

async function waitForScript(
  deps: ApiDeps,
  { id, deadline, response }: { id: string; deadline: Date; response: Response },
): Promise<WrittenScript> {
  while (!response.destroyed && new Date() < deadline) {
    const outcome = await readScriptRequest(deps.db, id);
    if (outcome && 'written' in outcome) return outcome.written;
    if (outcome) throw problemOf(outcome.failure);
    await sleep(pollMs);
  }
  throw new HttpProblem('unavailable', 'The script was not written in time; try again in a moment.');
}

/** Our own account, keys and models are not the caller's to know; what went wrong is in the worker's log. */
function problemOf({ code, retriable }: ScriptFailure): HttpProblem {
  if (code === 'llm_too_large') return new HttpProblem('invalid_request', 'The brief is too long for one script.');
  if (code === 'budget_exceeded')
    return new HttpProblem(code, 'The studio has spent what it may in a day; ask again tomorrow, or ask its staff.');
  if (retriable) return new HttpProblem('unavailable', 'The scriptwriter is overloaded; try again in a moment.');
  return new HttpProblem('provider_failed', 'The scriptwriter could not write a script from this brief.');
}
