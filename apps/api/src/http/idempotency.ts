import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@bom/contracts';
import type { Request, Response } from 'express';
import type { ApiDeps } from '../deps.ts';
import { claimKey, keepAnswer, releaseKey, renewKey, renewLockMs } from './idempotency-store.ts';
import type { IdempotentRequest, KeptAnswer } from './idempotency-store.ts';
import { HttpProblem } from './http-problem.ts';
import { problemOf } from './problem.ts';

/** How long the same request waits for its twin before it is told to come again. */
const patienceMs = 5_000;

interface Once {
  operation: Operation;
  request: Request;
  response: Response;
  /** Does the work and gives its answer, ready to be sent. */
  work(): Promise<KeptAnswer>;
}

/**
 * Does a request once for its Idempotency-Key: the first does the work, the others get its answer, bytes and all. An
 * answer of 5xx or 429 is not kept, so that the request can be sent again. Without the header it is simply done.
 *
 * @throws HttpProblem `idempotency_key_reused`, `idempotency_in_progress`, or whatever the work throws
 */
export async function answerOnce(deps: ApiDeps, once: Once): Promise<KeptAnswer> {
  const { operation, request } = once;
  const key = readKey(request);
  if (key === null) return once.work();
  const principal = request.principal?.id ?? 'anyone';
  if (operation.reads === 'stream') return compareOnce(deps, { once, principal, key });
  const asked = { principal, key, requestHash: hashOf(request, request.bodyHash ?? '') };
  const claim = await waitForClaim(deps, { asked, response: once.response });
  if (!('claimed' in claim)) return replay(once.response, claim.answered);
  return workUnderLock(deps, { once, asked, lockId: claim.claimed.lockId });
}

/** @throws HttpProblem `invalid_request` */
function readKey(request: Request): string | null {
  const key = request.get('idempotency-key');
  if (key === undefined) return null;
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new HttpProblem('invalid_request', 'The Idempotency-Key must be 1 to 255 printable ASCII characters.', [
    { path: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' },
  ]);
}

const hashOf = ({ method, originalUrl }: Request, bodyHash: string): string =>
  createHash('sha256').update(`${method} ${originalUrl}\n${bodyHash}`).digest('hex');

async function waitForClaim(
  { db }: ApiDeps,
  { asked, response }: { asked: IdempotentRequest; response: Response },
): Promise<{ claimed: { lockId: string } } | { answered: KeptAnswer }> {
  const until = Date.now() + patienceMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(500, pauseMs * 1.5)) {
    const claim = await claimKey(db, asked);
    if ('claimed' in claim || 'answered' in claim) return claim;
    if ('reused' in claim) throw keyReused();
    if (Date.now() + pauseMs > until || response.destroyed) {
      throw new HttpProblem('idempotency_in_progress', 'A request with this Idempotency-Key is still at work.');
    }
    await sleep(pauseMs);
  }
}

function keyReused(): HttpProblem {
  return new HttpProblem(
    'idempotency_key_reused',
    'This Idempotency-Key came with another request before; make a new one.',
  );
}

async function workUnderLock(
  deps: ApiDeps,
  { once, asked, lockId }: { once: Once; asked: IdempotentRequest; lockId: string },
): Promise<KeptAnswer> {
  const renewing = setInterval(() => void renewKey(deps.db, lockId).catch(() => {}), renewLockMs);
  try {
    const answer = await once.work();
    await keepAnswer(deps.db, { lockId, request: asked, answer });
    return answer;
  } catch (error) {
    const problem = problemOf(error, once.request);
    if (problem.status >= 500 || problem.status === 429) await releaseKey(deps.db, lockId).catch(() => {});
    else await keepAnswer(deps.db, { lockId, request: asked, answer: answerOf(problem) });
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

const answerOf = (problem: { status: number }): KeptAnswer => ({
  status: problem.status,
  headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
  body: Buffer.from(JSON.stringify(problem)),
});

/**
 * Uploads are not held in memory to be compared: they are the same by their content anyway, so each is taken in, and
 * their answers are compared.
 */
async function compareOnce(
  { db }: ApiDeps,
  { once, principal, key }: { once: Once; principal: string; key: string },
): Promise<KeptAnswer> {
  const answer = await once.work();
  const bodyHash = createHash('sha256').update(answer.body).digest('hex');
  const asked = { principal, key, requestHash: hashOf(once.request, bodyHash) };
  const claim = await claimKey(db, asked);
  if ('reused' in claim) throw keyReused();
  if ('answered' in claim) return replay(once.response, claim.answered);
  if ('claimed' in claim) await keepAnswer(db, { lockId: claim.claimed.lockId, request: asked, answer });
  return answer;
}

function replay(response: Response, answer: KeptAnswer): KeptAnswer {
  response.set('Idempotent-Replayed', 'true');
  return answer;
}
