import { addAuditEvent, endAuditEvent } from '@bom/db';
import type { StaffAct } from '@bom/db';
import { queueNames } from '@bom/jobs';
import type { QueueName } from '@bom/jobs';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';

type QueueAction = 'pause' | 'resume' | 'drain';

/** The parts of films under way live in no row of their own: whoever wants them gone cancels their films. */
export const isDrainable = (queue: QueueName): boolean => queue !== 'render';

/**
 * Pauses, resumes or empties a queue for all workers. What a drained queue held is still wanted by its rows, and comes
 * back by the sweep; what runs goes on.
 */
export async function actOnQueue(
  { db: { prisma }, queues }: ApiDeps,
  { queue, action, who }: { queue: string; action: string; who: Pick<StaffAct, 'actor' | 'userName' | 'ip'> },
): Promise<void> {
  if (!isQueue(queue) || !isAction(action)) throw notFound();
  if (action === 'drain' && !isDrainable(queue)) {
    throw new HttpProblem('conflict', 'Parts of films are not drained: cancel their films instead.');
  }
  // Redis takes no part in a transaction: it is written down first, and how it went after.
  const event = await addAuditEvent(prisma, { ...who, action: `queue.${action}`, target: queue, result: 'begun' });
  try {
    await queues.check();
    await queues.all[queue][action]();
  } catch (error) {
    await endAuditEvent(prisma, event.id, 'failed');
    throw error;
  }
  await endAuditEvent(prisma, event.id, 'done');
}

const isQueue = (name: string): name is QueueName => (queueNames as readonly string[]).includes(name);
const isAction = (name: string): name is QueueAction => ['pause', 'resume', 'drain'].includes(name);
