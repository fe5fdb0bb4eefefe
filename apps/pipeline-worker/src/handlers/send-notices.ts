import { PermanentError, RateLimitedError, toStudioError } from '@bom/domain';
import type { StudioError } from '@bom/domain';
import { claimNotice, disableFailingEndpoint, failNotice, finishNotice, postponeNotice, skipNotice } from '@bom/db';
import type { Db, Notice, StaffAudience } from '@bom/db';
import { backoffDelayMs, catalog } from '@bom/jobs';
import type { Delivery, Handler } from '@bom/jobs';
import { webhookRetryDelayMs } from '@bom/notify';
import { faultPoint } from '@bom/runtime';

type Channel = Notice['channel'];

/** A notice that a provider puts off for longer than this uses its tries up like any other. */
const patienceMs = 24 * 3_600_000;
const jobNames = { email: 'notify.email', slack: 'notify.slack', webhook: 'notify.webhook' } as const;

/** Sends one notice; the returned id is the provider's. */
export type SendNotice = (notice: Notice, signal: AbortSignal) => Promise<{ providerId: string | null }>;

interface NoticeDeps {
  db: Db;
  leaseMs: number;
  staff: StaffAudience;
}

/**
 * Claims a notice and sends it. Transient failures are put back for later by the row itself, so that a lost queue loses
 * no mail; a permanent one, or the last, marks it failed.
 */
export function sendNotices(
  deps: NoticeDeps,
  channel: Channel,
  send: SendNotice,
): Handler<'notify.email'> & Handler<'notify.slack'> & Handler<'notify.webhook'> {
  return async ({ notice_id: id }, delivery) => {
    const notice = await claimNotice(deps.db, { id, leaseMs: deps.leaseMs });
    if (!notice) return;
    // A try that ends puts the notice back or gives it up: beyond the limit are only tries that ended with their process.
    if (notice.attempt > triesOf(notice)) {
      await giveUp(deps, { notice, failure: crashedTooOften(notice), delivery });
      return;
    }
    try {
      const { providerId } = await send(notice, delivery.signal);
      if (channel === 'email') faultPoint('afterEmailBeforeMark');
      if (channel === 'webhook') faultPoint('afterHookPostBeforeMark');
      await finishNotice(deps.db, { notice, providerId });
    } catch (error) {
      await afterFailure(deps, { notice, failure: toStudioError(error), delivery });
    }
  };
}

interface Failed {
  notice: Notice;
  failure: StudioError;
  delivery: Delivery;
}

async function afterFailure(deps: NoticeDeps, failed: Failed): Promise<void> {
  const { notice, failure, delivery } = failed;
  const error = `${failure.code}: ${failure.message}`;
  const isStopping = delivery.signal.aborted;
  // Waiting because a provider asked for it, or because this process stops, is no try. A receiver of webhooks that asks
  // to wait has its three days all the same, and no other may ask for it for ever.
  const isAsked = failure instanceof RateLimitedError && notice.channel !== 'webhook';
  const refund = isStopping || (isAsked && Date.now() - notice.createdAt.getTime() < patienceMs);
  if (refund || (failure.retriable && notice.attempt < triesOf(notice))) {
    const delayMs = isStopping ? 0 : retryDelayMs(notice, failure);
    await postponeNotice(deps.db, { notice, delayMs, error, refund });
    delivery.logger.info({ notice_id: notice.id, attempt: notice.attempt, error, delayMs }, 'notice postponed');
    await delivery.delay(delayMs + 50);
  }
  await giveUp(deps, failed);
  delivery.logger.warn({ notice_id: notice.id, error }, 'notice failed');
}

function crashedTooOften(notice: Notice): PermanentError {
  const message = `Sending it ended the process ${notice.attempt - 1} times; look at its data and the logs.`;
  return new PermanentError('crashed_too_often', message);
}

/** Progress that could not be told is old by the next try. */
function triesOf({ channel, template }: Notice): number {
  return template === 'job.progress' ? 1 : catalog[jobNames[channel]].attempts;
}

/** Receivers of webhooks are given three days, as Standard Webhooks says; people's channels come back sooner. */
function retryDelayMs({ channel, attempt }: Notice, { retryAfterMs = 0 }: StudioError): number {
  if (channel === 'webhook') return Math.max(retryAfterMs, webhookRetryDelayMs(attempt));
  return retryAfterMs || backoffDelayMs(jobNames[channel], attempt);
}

async function giveUp({ db, staff }: NoticeDeps, { notice, failure, delivery }: Failed): Promise<void> {
  const reason = `${failure.code}: ${failure.message}`;
  const isDisabledAlready = failure.code === 'endpoint_disabled';
  if (isDisabledAlready || notice.template === 'job.progress') await skipNotice(db, { notice, reason });
  else await failNotice(db, { notice, failure });
  const { endpointId } = notice;
  if (!endpointId || isDisabledAlready) return;
  const gone = failure.code === 'webhook_gone';
  const disabled = await disableFailingEndpoint(db, { endpointId, gone, reason, staff });
  if (disabled) delivery.logger.warn({ endpoint_id: endpointId, reason }, 'webhook endpoint disabled');
}
