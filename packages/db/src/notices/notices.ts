import type { EventData, EventType } from '@bom/contracts';
import type { StudioError } from '@bom/domain';
import { redactText } from '@bom/runtime';
import type { Db, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Notice } from '../generated/client.ts';
import { keptTraceparent, tracedData } from '../traced-data.ts';
import { addDeadLetter } from '../dead-letters.ts';

export interface NewNotice {
  channel: Notice['channel'];
  /** Name of the mail or message, or the event's type for webhooks. */
  template: string;
  /** Address, `slack`, or URL. */
  recipient: string;
  /** One fact, one notice. */
  dedupeKey: string;
  data: Prisma.InputJsonValue;
  endpointId?: string;
}

/** Written with the fact it tells of; a worker sends it afterwards, exactly once where the receiver dedupes. */
export async function addNotices(tx: Tx, notices: NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  const data = notices.map((notice) => ({ ...notice, data: tracedData(notice.data as Prisma.InputJsonObject) }));
  await tx.notice.createMany({ data, skipDuplicates: true });
}

export interface NewEvent<Type extends EventType> {
  type: Type;
  /** Names the fact: the same fact is announced once. */
  key: string;
  data: EventData<Type>;
  /** Gets the event as well, whatever endpoints there are. */
  callbackUrl?: string | null;
}

/** Sends an event to every endpoint that listens for it, in the shape that the contract gives it. */
export async function announceEvent<Type extends EventType>(
  tx: Tx,
  { type, key, data, callbackUrl = null }: NewEvent<Type>,
): Promise<void> {
  const endpoints = await tx.webhookEndpoint.findMany({ where: { disabledAt: null, events: { has: type } } });
  const event = { channel: 'webhook', template: type, data: data as Prisma.InputJsonObject } as const;
  const notices = endpoints.map(({ id, url }): NewNotice => ({
    ...event,
    recipient: url,
    dedupeKey: `webhook/${id}/${type}/${key}`,
    endpointId: id,
  }));
  const callback = { ...event, recipient: callbackUrl ?? '', dedupeKey: `callback/${type}/${key}` };
  await addNotices(tx, callbackUrl ? [...notices, callback] : notices);
}

/**
 * Takes a notice for one try; null where it was sent, is being sent, or is not due. One that was never put off is due
 * whatever the clock said of the machine that wrote it.
 */
export async function claimNotice(db: Db, { id, leaseMs }: { id: string; leaseMs: number }): Promise<Notice | null> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    UPDATE notices SET lease_token = gen_random_uuid(), attempt = attempt + 1,
      lease_until = now() + make_interval(secs => ${leaseMs / 1000}::float8)
    WHERE id = ${id}::uuid AND status = 'pending' AND (not_before <= now() OR not_before = created_at)
      AND (lease_until IS NULL OR lease_until < now())
    RETURNING id`;
  if (rows.length === 0) return null;
  const notice = await db.prisma.notice.findUnique({ where: { id } });
  return notice && { ...notice, data: toldData(notice) };
}

/** Without the trace that it is of, which receivers are not told. */
function toldData({ data }: Notice): Notice['data'] {
  if (keptTraceparent(data) === null) return data;
  const { traceparent: _, ...told } = data as Prisma.JsonObject;
  return told;
}

/** The good end of a notice; `providerId` is the sender's word for it. */
export async function finishNotice(
  db: Db,
  { notice, providerId }: { notice: Notice; providerId: string | null },
): Promise<void> {
  await db.prisma.notice.updateMany({
    where: { id: notice.id, leaseToken: notice.leaseToken },
    data: {
      status: 'sent',
      sentAt: new Date(),
      providerId,
      error: null,
      leaseToken: null,
      leaseUntil: null,
      ...withoutSecrets(notice),
    },
  });
}

/** The end of a notice that will not be sent, with a dead letter for staff; nothing where another try holds it. */
export async function failNotice(db: Db, { notice, failure }: { notice: Notice; failure: StudioError }): Promise<void> {
  const { id, channel, template, recipient, data } = notice;
  const error = redactText(`${failure.code}: ${failure.message}`);
  await db.prisma.$transaction(async (tx) => {
    const { count } = await tx.notice.updateMany({
      where: { id, leaseToken: notice.leaseToken, status: 'pending' },
      data: { status: 'failed', error, leaseToken: null, leaseUntil: null, ...withoutSecrets(notice) },
    });
    if (count === 0) return;
    await addDeadLetter(tx, {
      id,
      queue: 'notify',
      step: `${channel}:${template}`,
      errorClass: failure.name,
      code: failure.code,
      detail: failure.message,
      input: { channel, template, recipient, data },
    });
  });
}

/** The end of a notice that nobody wants any more. */
export async function skipNotice(db: Db, { notice, reason }: { notice: Notice; reason: string }): Promise<void> {
  await db.prisma.notice.updateMany({
    where: { id: notice.id, leaseToken: notice.leaseToken },
    data: { status: 'skipped', error: redactText(reason), leaseToken: null, leaseUntil: null },
  });
}

/**
 * Makes a notice due now, with all its tries before it. Null where there is none, or where it is being sent at this moment.
 */
export async function resendNotice(tx: Tx, id: string): Promise<Notice | null> {
  const count = await tx.$executeRaw`
    UPDATE notices SET status = 'pending', attempt = 0, not_before = now(), error = NULL,
      lease_token = NULL, lease_until = NULL
    WHERE id = ${id}::uuid AND (lease_until IS NULL OR lease_until < now())`;
  return count === 0 ? null : tx.notice.findUnique({ where: { id } });
}

/** A sign-in link must not stay readable once its mail has been sent, or never will be. */
function withoutSecrets({ template }: Notice): { data?: object } {
  return template === 'magic-link' ? { data: {} } : {};
}

/** Puts a notice back for a later try; `refund` where this one does not count. */
export async function postponeNotice(
  db: Db,
  { notice, delayMs, error, refund }: { notice: Notice; delayMs: number; error: string; refund: boolean },
): Promise<void> {
  await db.prisma.$executeRaw`
    UPDATE notices SET not_before = now() + make_interval(secs => ${delayMs / 1000}::float8), error = ${error},
      lease_token = NULL, lease_until = NULL, attempt = attempt - ${refund ? 1 : 0}::int
    WHERE id = ${notice.id}::uuid AND lease_token = ${notice.leaseToken}::uuid`;
}

/** Notices that are due and that nobody is sending, oldest first. */
export async function findDueNotices(db: Db, { limit }: { limit: number }): Promise<Notice[]> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM notices
    WHERE status = 'pending' AND (not_before <= now() OR not_before = created_at)
      AND (lease_until IS NULL OR lease_until < now())
    ORDER BY created_at LIMIT ${limit}`;
  return db.prisma.notice.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, orderBy: { createdAt: 'asc' } });
}

export async function nextNoticeDelivery(db: Db, id: string): Promise<number> {
  const { deliveries } = await db.prisma.notice.update({
    where: { id },
    data: { deliveries: { increment: 1 } },
    select: { deliveries: true },
  });
  return deliveries;
}
