import { randomUUID } from 'node:crypto';
import { addNotices, nextNoticeDelivery } from '@bom/db';
import type { NewNotice, Tx } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import { hashToken, makeSecretToken } from './secret-token.ts';
import { invalidToken } from './sessions.ts';
import { findSubjectByEmail } from './subject.ts';
import type { Subject } from './subject.ts';

const linkMinutes = 10;
const maxLinksPerHour = 5;

/**
 * Mails a link to an address that is known. For one that is not the same is done, but for the mail: nothing that a
 * caller can see or measure tells the two apart. More than five links an hour are not sent to any address. A new link
 * voids those before it.
 */
export async function sendMagicLink(deps: ApiDeps, email: string): Promise<void> {
  const subject = await findSubjectByEmail(deps, email);
  const emailKey = email.toLowerCase();
  const link = { id: randomUUID(), emailKey, token: makeSecretToken() };
  const notices = subject ? [linkNotice(deps, { ...link, to: subject.email })] : [];
  const kept = await deps.db.prisma.$transaction((tx) => keepLink(tx, { ...link, notices }));
  if (kept) for (const { dedupeKey } of notices) void deliverNow(deps, dedupeKey);
}

/**
 * Whom a token lets in; it is spent by that, and only one of many that race gets in.
 *
 * @throws HttpProblem `invalid_token` for one that is used, void, expired or unknown, and where its address is unknown by now
 */
export async function spendMagicLink(deps: ApiDeps, token: string): Promise<Subject> {
  const now = new Date();
  const [link] = await deps.db.prisma.magicLink.updateManyAndReturn({
    where: { tokenHash: hashToken(token), usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  const subject = link && (await findSubjectByEmail(deps, link.emailKey));
  if (!subject) throw invalidToken();
  return subject;
}

async function keepLink(
  tx: Tx,
  { id, emailKey, token, notices }: { id: string; emailKey: string; token: string; notices: NewNotice[] },
): Promise<boolean> {
  await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(${`magic-link/${emailKey}`}, 0))`;
  const now = Date.now();
  const recent = await tx.magicLink.count({ where: { emailKey, createdAt: { gt: new Date(now - 3_600_000) } } });
  if (recent >= maxLinksPerHour) return false;
  await tx.magicLink.updateMany({ where: { emailKey, usedAt: null }, data: { usedAt: new Date(now) } });
  const expiresAt = new Date(now + linkMinutes * 60_000);
  await tx.magicLink.create({ data: { id, emailKey, tokenHash: hashToken(token), expiresAt } });
  await addNotices(tx, notices);
  return true;
}

/** The only place that holds the token itself, until the mail is sent: the notice is emptied with that. */
function linkNotice({ config }: ApiDeps, { id, token, to }: { id: string; token: string; to: string }): NewNotice {
  const link = `${config.portalUrl}/auth/verify?token=${token}`;
  return {
    channel: 'email',
    template: 'magic-link',
    recipient: to,
    dedupeKey: `email/magic-link/${id}`,
    data: { link, minutes: linkMinutes },
  };
}

/** Somebody waits for this mail; where the queue is away the sweep sends it all the same. */
async function deliverNow({ db, queues, logger }: ApiDeps, dedupeKey: string): Promise<void> {
  try {
    const { id } = await db.prisma.notice.findUniqueOrThrow({ where: { dedupeKey }, select: { id: true } });
    const delivery = await nextNoticeDelivery(db, id);
    await queues.enqueue('notify.email', { notice_id: id }, { id: `notice-${id}-${delivery}` });
  } catch (error) {
    logger.warn({ err: error }, 'mail not enqueued; the sweep will');
  }
}
