import { PermanentError, toStudioError } from '@bom/domain';
import { recordWebhookTry } from '@bom/db';
import type { Db, Notice } from '@bom/db';
import { renderMail, renderSlack, sendWebhook } from '@bom/notify';
import type { MailTemplate, Mailer, Slack, SlackTemplate, WebhookAnswer, WebhookCall } from '@bom/notify';
import { safeRequest } from '@bom/runtime';
import type { Storage } from '@bom/storage';
import type { SendNotice } from './send-notices.ts';

/**
 * `outbox` and Resend alike: one mail an idempotency key, and the notice's dedupe key is that. Clients are written to in
 * their own language.
 */
export function sendMail(mailer: Mailer, { db, portalUrl }: { db: Db; portalUrl: string }): SendNotice {
  return async (notice, signal) => {
    const language = await languageOf(db, notice.recipient);
    const data = { portal_url: portalUrl, language, ...(notice.data as object) };
    const mail = renderMail(notice.template as MailTemplate, data);
    return mailer.send({ to: notice.recipient, mail, idempotencyKey: notice.dedupeKey, signal });
  };
}

/** As the brand kit says, or else as their newest film speaks; null for those who are no client. */
async function languageOf({ prisma }: Db, email: string): Promise<string | null> {
  const client = await prisma.client.findUnique({
    where: { emailKey: email.toLowerCase() },
    select: {
      brandKit: true,
      videos: {
        where: { language: { not: null } },
        orderBy: { createdAt: 'desc' },
        take: 1,
        select: { language: true },
      },
    },
  });
  const { language } = (client?.brandKit ?? {}) as { language?: string };
  return language ?? client?.videos[0]?.language ?? null;
}

/** Slack shows the picture from a copy that it makes when the message comes. */
const posterSeconds = 24 * 3600;

export function sendSlack(
  slack: Slack,
  { db, storage, portalUrl }: { db: Db; storage: Storage; portalUrl: string },
): SendNotice {
  return async (notice, signal) => {
    const own = notice.data as { video_id?: string };
    const video = own.video_id ? await db.prisma.video.findUnique({ where: { id: own.video_id } }) : null;
    const poster = video?.posterKey
      ? { key: video.posterKey, expiresInSeconds: posterSeconds, contentType: 'image/jpeg' }
      : null;
    const data = { portal_url: portalUrl, ...(poster ? { poster_url: await storage.signUrl(poster) } : {}), ...own };
    const message = renderSlack(notice.template as SlackTemplate, data);
    await slack.send({ ...message, idempotencyKey: notice.dedupeKey, signal });
    return { providerId: null };
  };
}

interface WebhookSender {
  db: Db;
  allowPrivate: string[];
  /** `whsec_...`; signs what goes to the callback URLs of single jobs. */
  callbackSecret: string | null;
}

/** Signed as Standard Webhooks says; the notice's id is the webhook-id, the same on each try. Each try is logged. */
export function sendSignedWebhook({ db, allowPrivate, callbackSecret }: WebhookSender): SendNotice {
  return async (notice, signal) => {
    const receiver = await receiverOf({ db, callbackSecret }, notice);
    const startedAt = performance.now();
    try {
      const answer = await sendWebhook({
        ...receiver,
        id: notice.id,
        body: bodyOf(notice),
        timeoutMs: 20_000,
        signal,
        request: (request) => safeRequest({ ...request, allowPrivate }),
      });
      await recordWebhookTry(db, { notice, tried: triedWell(answer) });
      return { providerId: String(answer.status) };
    } catch (error) {
      const durationMs = Math.round(performance.now() - startedAt);
      if (!signal.aborted) await recordWebhookTry(db, { notice, tried: triedInVain(error, durationMs) });
      throw error;
    }
  };
}

function bodyOf({ template, createdAt, data }: Notice): string {
  return JSON.stringify({ type: template, timestamp: createdAt.toISOString(), data });
}

/** An endpoint's deliveries go where it is now, not where it was when the event happened. */
async function receiverOf(
  { db, callbackSecret }: Pick<WebhookSender, 'db' | 'callbackSecret'>,
  notice: Notice,
): Promise<Pick<WebhookCall, 'url' | 'secrets' | 'secretHeader'>> {
  if (!notice.endpointId) return { url: notice.recipient, secrets: callbackSecret ? [callbackSecret] : [] };
  const endpoint = await db.prisma.webhookEndpoint.findUnique({ where: { id: notice.endpointId } });
  if (!endpoint || endpoint.disabledAt) {
    throw new PermanentError('endpoint_disabled', 'The webhook endpoint was removed or disabled.');
  }
  const { url, secret, previousSecret, previousUntil, secretHeaderName: name, secretHeaderValue: value } = endpoint;
  const overlaps = previousSecret && previousUntil && previousUntil > new Date();
  const secretHeader = name !== null && value !== null ? { name, value } : undefined;
  return { url, secrets: overlaps ? [secret, previousSecret] : [secret], secretHeader };
}

function triedWell({ status, responseSnippet, durationMs }: WebhookAnswer) {
  return { status, error: null, response: responseSnippet, durationMs };
}

/** Errors that follow an answer carry it. */
function triedInVain(error: unknown, durationMs: number) {
  const { code, message, details } = toStudioError(error);
  const { status, response } = details as { status?: number; response?: string };
  return { status: status ?? null, error: `${code}: ${message}`, response: response ?? null, durationMs };
}
