import { addAuditEvent, lockVideo, submitFilm } from '@bom/db';
import type { StaffAct } from '@bom/db';
import type { Request } from 'express';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { problemOf } from '../http/problem.ts';
import { retryLetter } from '../routes/dead-letters.ts';
import { actOnQueue } from './queue-actions.ts';

type Who = Pick<StaffAct, 'actor' | 'userName' | 'ip'>;
interface Wish {
  who: Who;
  request: Request;
}

/**
 * Does what a form asks for and writes it down, refusals included.
 *
 * @returns the action's name
 */
export async function doStaffAct(deps: ApiDeps, { who, request }: Wish): Promise<string> {
  const [, kind = '', target = '', verb = '', ...rest] = request.path.split('/');
  if (rest.length > 0) throw notFound();
  if (kind === 'queue-actions') {
    await actOnQueue(deps, { queue: target, action: verb, who });
    return `queue.${verb}`;
  }
  if (!z.uuid().safeParse(target).success) throw notFound();
  if (kind === 'dead-letters' && verb === 'retry') {
    return recorded(deps, { ...who, action: 'dead_letter.retry', target }, { request, run: retry });
  }
  if (kind === 'videos' && verb === 'submit') {
    return recorded(deps, { ...who, action: 'video.submit', target }, { request, run: submit });
  }
  throw notFound();
}

type Run = (deps: ApiDeps, act: StaffAct, request: Request) => Promise<unknown>;

/** What is done is written in its own transaction, what is refused after it. */
async function recorded(deps: ApiDeps, act: StaffAct, { request, run }: { request: Request; run: Run }) {
  try {
    await run(deps, act, request);
  } catch (error) {
    await addAuditEvent(deps.db.prisma, { ...act, result: problemOf(error, request).code });
    throw error;
  }
  return act.action;
}

const retry: Run = async (deps, act, { id: requestId }) => {
  const letter = await deps.db.prisma.deadLetter.findUnique({ where: { id: act.target } });
  await retryLetter(deps, {
    letter,
    actor: act.actor,
    requestId,
    alongside: (tx) => addAuditEvent(tx, { ...act, result: 'done' }),
  });
};

/** The film that was on the page, not one that took its place meanwhile. */
const submit: Run = async ({ db }, act, request) => {
  const { version } = z.object({ version: z.coerce.number().int() }).parse(request.body);
  await db.prisma.$transaction(async (tx) => {
    const video = await lockVideo(tx, act.target);
    if (!video) throw notFound();
    if (video.version !== version) throw new HttpProblem('version_mismatch', 'The film has changed meanwhile.');
    await submitFilm(tx, { video, actor: act.actor, note: null });
    await addAuditEvent(tx, { ...act, result: 'done' });
  });
};
