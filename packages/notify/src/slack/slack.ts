import { PermanentError } from '@bom/domain';
import { writeOnce } from '../outbox.ts';
import type { SlackMessage } from './render-slack.ts';
import { sendToSlack } from './send-to-slack.ts';

export interface Slack {
  /**
   * Slack itself knows no idempotency keys: a message whose answer is lost may come twice. The outbox writes once a key.
   * Throws PermanentError `slack_refused`; RateLimitedError `slack_rate_limited`; TransientError `slack_unavailable`,
   * `slack_timeout`, `outbox_unwritable`; CancelledError.
   */
  send(message: SlackMessage & { idempotencyKey: string; signal: AbortSignal }): Promise<void>;
}

export interface SlackConfig {
  /** Is a secret: whoever knows it may write to the channel. */
  webhookUrl?: string;
  outboxDir: string;
  /** Default 15 seconds. */
  timeoutMs?: number;
}

/** The channel's incoming webhook where it is set, files in `outboxDir` otherwise. */
export function createSlack({ webhookUrl, outboxDir, timeoutMs = 15_000 }: SlackConfig): Slack {
  if (webhookUrl !== undefined && !URL.canParse(webhookUrl)) {
    throw new PermanentError('slack_url_invalid', 'The Slack webhook URL is not a URL; correct SLACK_WEBHOOK_URL.');
  }
  return {
    send: async ({ idempotencyKey, signal, ...message }) => {
      if (webhookUrl === undefined) await writeOnce({ outboxDir, idempotencyKey, signal, content: { ...message } });
      else await sendToSlack({ webhookUrl, timeoutMs, message, signal });
    },
  };
}
