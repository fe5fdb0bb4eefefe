import { RateLimitedError, toStudioError } from '@bom/domain';
import { claimNotice, failNotice, finishNotice, postponeNotice } from '@bom/db';
import type { Db, Notice } from '@bom/db';
import { backoffDelayMs, catalog } from '@bom/jobs';
import type { Delivery, Handler } from '@bom/jobs';
import { webhookRetryDelayMs } from '@bom/notify';

type Channel = Notice['channel'];
const jobNames = { email: 'notify.email', slack: 'notify.slack', webhook: 'notify.webhook' } as const;

/** Sends one notice; the returned id is the provider's. */
export type SendNotice = (notice: Notice, signal: AbortSignal) => Promise<{ providerId: string | null }>;

/**
 * Claims a notice and sends it. Transient failures are put back for later by the row itself, so that a lost queue loses
 * no mail; a permanent one, or the last, marks it failed.
 */
export function sendNotices(
  { db, leaseMs }: { db: Db; leaseMs: number },
  channel: Channel,
  send: SendNotice,
): Handler<'notify.email'> & Handler<'notify.slack'> & Handler<'notify.webhook'> {
  return async ({ notice_id: id }, delivery) => {
    const notice = await claimNotice(db, { id, leaseMs });
    if (!notice) return;
    try {
      const { providerId } = await send(notice, delivery.signal);
      await finishNotice(db, { notice, providerId });
    } catch (error) {
      await afterFailure({ db, notice, channel, error, delivery });
    }
  };
}

async function afterFailure({
  db,
  notice,
  channel,
  error,
  delivery,
}: {
  db: Db;
  notice: Notice;
  channel: Channel;
  error: unknown;
  delivery: Delivery;
}): Promise<void> {
  const failure = toStudioError(error);
  const text = `${failure.code}: ${failure.message}`;
  // Waiting because somebody asked for it, or because this process stops, is no try.
  const refund = delivery.signal.aborted || failure instanceof RateLimitedError;
  if (refund || (failure.retriable && notice.attempt < catalog[jobNames[channel]].attempts)) {
    const delayMs = delivery.signal.aborted ? 0 : (failure.retryAfterMs ?? retryDelayMs(channel, notice.attempt));
    await postponeNotice(db, { notice, delayMs, error: text, refund });
    delivery.logger.info({ notice_id: notice.id, attempt: notice.attempt, error: text, delayMs }, 'notice postponed');
    await delivery.delay(delayMs + 50);
  }
  await failNotice(db, { notice, failure });
  delivery.logger.warn({ notice_id: notice.id, error: text }, 'notice failed');
}

/** Receivers of webhooks are given three days, as Standard Webhooks says; people's channels come back sooner. */
function retryDelayMs(channel: Channel, attempt: number): number {
  return channel === 'webhook' ? webhookRetryDelayMs(attempt) : backoffDelayMs(jobNames[channel], attempt);
}
