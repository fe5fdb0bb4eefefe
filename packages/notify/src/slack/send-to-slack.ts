import { callService, type FailedAnswer, type Service } from '@bom/provider';
import { errorCode } from '@bom/runtime';
import { IncomingWebhook } from '@slack/webhook';
import type {
  IncomingWebhookDefaultArguments,
  IncomingWebhookHTTPError,
  IncomingWebhookSendArguments,
} from '@slack/webhook';
import { cleanLine } from '../content/clean-text.ts';
import type { SlackMessage } from './render-slack.ts';

type SlackFetch = NonNullable<IncomingWebhookDefaultArguments['fetch']>;

interface SlackCall {
  webhookUrl: string;
  timeoutMs: number;
  message: SlackMessage;
  signal: AbortSignal;
}

const service: Service = {
  id: 'slack',
  name: 'Slack',
  cancelled: 'The message was cancelled.',
  codes: {
    timeout: 'slack_timeout',
    connectionLost: 'slack_unavailable',
    malformed: 'slack_unavailable',
    rateLimited: 'slack_rate_limited',
    unavailable: 'slack_unavailable',
  },
  rateLimitWaitMs: 30_000,
  refusals: new Map(),
  rejected: { code: 'slack_refused', message: 'Slack refuses the message' },
};

/** One POST to the incoming webhook; nothing is retried here. */
export async function sendToSlack({ webhookUrl, timeoutMs, message, signal }: SlackCall): Promise<void> {
  let headers: Headers | undefined;
  const readAnswer = (error: unknown) => readSlackAnswer(error, headers);
  await callService({ service, signal, timeoutMs, readAnswer }, (stop) => {
    // The SDK takes no signal, and its errors have lost the answer's headers.
    const fetchForCall: SlackFetch = async (url, init) => {
      const answer = await fetch(url, { ...init, signal: stop });
      ({ headers } = answer);
      return answer;
    };
    const payload = { ...message, unfurl_links: false, unfurl_media: false } as IncomingWebhookSendArguments;
    return new IncomingWebhook(webhookUrl, { fetch: fetchForCall }).send(payload);
  });
}

/** Answers: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. Never says the URL. */
function readSlackAnswer(error: unknown, headers: Headers | undefined): FailedAnswer | undefined {
  if (errorCode(error) !== 'slack_webhook_http_error') return undefined;
  const { statusCode: status, body } = error as IncomingWebhookHTTPError;
  return { status, headers, reason: cleanLine(body, 100) || 'no reason given' };
}
