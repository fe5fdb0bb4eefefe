import { PermanentError } from '@bom/domain';
import type { Db, Notice } from '@bom/db';
import { renderMail, renderSlack, sendWebhook } from '@bom/notify';
import type { MailTemplate, Mailer, Slack, SlackTemplate } from '@bom/notify';
import { safeRequest } from '@bom/runtime';
import type { SendNotice } from './send-notices.ts';

/** `outbox` and Resend alike: one mail an idempotency key, and the notice's dedupe key is that. */
export function sendMail(mailer: Mailer, portalUrl: string): SendNotice {
  return async (notice, signal) => {
    const data = { portal_url: portalUrl, ...(notice.data as object) };
    const mail = renderMail(notice.template as MailTemplate, data);
    return mailer.send({ to: notice.recipient, mail, idempotencyKey: notice.dedupeKey, signal });
  };
}

export function sendSlack(slack: Slack, portalUrl: string): SendNotice {
  return async (notice, signal) => {
    const data = { portal_url: portalUrl, ...(notice.data as object) };
    const message = renderSlack(notice.template as SlackTemplate, data);
    await slack.send({ ...message, idempotencyKey: notice.dedupeKey, signal });
    return { providerId: null };
  };
}

/** Signed as Standard Webhooks says; the notice's id is the webhook-id, the same on each try. */
export function sendSignedWebhook(db: Db, allowPrivate: string[]): SendNotice {
  return async (notice, signal) => {
    const secrets = await secretsOf(db, notice);
    const body = JSON.stringify({
      type: notice.template,
      timestamp: notice.createdAt.toISOString(),
      data: notice.data,
    });
    const answer = await sendWebhook({
      url: notice.recipient,
      secrets,
      id: notice.id,
      body,
      timeoutMs: 20_000,
      signal,
      request: (request) => safeRequest({ ...request, allowPrivate }),
    });
    return { providerId: String(answer.status) };
  };
}

/** A callback URL of a single job has no secret of its own and is sent unsigned. */
async function secretsOf(db: Db, notice: Notice): Promise<string[]> {
  if (!notice.endpointId) return [];
  const endpoint = await db.prisma.webhookEndpoint.findUnique({ where: { id: notice.endpointId } });
  if (!endpoint || endpoint.disabledAt) {
    throw new PermanentError('endpoint_disabled', 'The webhook endpoint was removed or disabled.');
  }
  const previous = endpoint.previousSecret && endpoint.previousUntil && endpoint.previousUntil > new Date();
  return previous && endpoint.previousSecret ? [endpoint.secret, endpoint.previousSecret] : [endpoint.secret];
}
