import { CancelledError, PermanentError, RateLimitedError, StudioError, TransientError } from '@bom/domain';
import { errorCode } from '@bom/runtime';
import { IncomingWebhook } from '@slack/webhook';
import type {
  IncomingWebhookDefaultArguments,
  IncomingWebhookHTTPError,
  IncomingWebhookSendArguments,
} from '@slack/webhook';
import { cleanLine } from '../content/clean-text.ts';
import { retryAfterMs, waitFor } from '../retry-after.ts';
import type { SlackMessage } from './render-slack.ts';

type SlackFetch = NonNullable<IncomingWebhookDefaultArguments['fetch']>;

interface SlackCall {
  webhookUrl: string;
  timeoutMs: number;
  message: SlackMessage;
  signal: AbortSignal;
}

/** One POST to the incoming webhook; nothing is retried here. */
export async function sendToSlack({ webhookUrl, timeoutMs, message, signal }: SlackCall): Promise<void> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let askedToWaitMs: number | undefined;
  // The SDK takes no signal, and its errors have lost the answer's headers.
  const fetchForCall: SlackFetch = async (url, init) => {
    const answer = await fetch(url, { ...init, signal: AbortSignal.any([signal, timeout]) });
    askedToWaitMs = retryAfterMs(answer.headers.get('retry-after'));
    return answer;
  };
  try {
    const payload = { ...message, unfurl_links: false, unfurl_media: false } as IncomingWebhookSendArguments;
    await new IncomingWebhook(webhookUrl, { fetch: fetchForCall }).send(payload);
  } catch (error) {
    if (signal.aborted) throw new CancelledError(undefined, { cause: signal.reason });
    if (timeout.aborted) {
      throw new TransientError('slack_timeout', `Slack did not answer within ${timeoutMs / 1000} seconds.`);
    }
    throw toSlackError(error, askedToWaitMs);
  }
}

/** Answers: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. Never says the URL. */
function toSlackError(error: unknown, askedToWaitMs: number | undefined): StudioError {
  if (errorCode(error) !== 'slack_webhook_http_error') {
    return new TransientError('slack_unavailable', 'Slack could not be reached.', { cause: error });
  }
  const { statusCode: status, body } = error as IncomingWebhookHTTPError;
  const said = cleanLine(body, 100) || 'no reason given';
  const details = { provider: 'slack', status, reason: said };
  if (status === 429) {
    const options = { details, retryAfterMs: askedToWaitMs ?? 30_000 };
    return new RateLimitedError('slack_rate_limited', 'Slack asks to send more slowly.', options);
  }
  if (status >= 500 || status === 408) {
    const options = { details, ...waitFor(askedToWaitMs) };
    return new TransientError('slack_unavailable', `Slack did not take the message (${status}, ${said}).`, options);
  }
  return new PermanentError('slack_refused', `Slack refuses the message (${status}, ${said}).`, { details });
}
