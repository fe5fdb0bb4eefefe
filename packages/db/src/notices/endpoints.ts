import type { Db, Tx } from '../client.ts';
import type { Notice } from '../generated/client.ts';
import { tellStaff } from './tell-staff.ts';
import type { StaffAudience } from './tell-staff.ts';

export interface WebhookTry {
  /** HTTP status; null where no answer came. */
  status: number | null;
  error: string | null;
  /** What the receiver said; its first KiB is kept. */
  response: string | null;
  durationMs: number;
}

const maxResponseBytes = 1024;
const failingForMs = 72 * 3_600_000;

/** Writes one try into the delivery log and notes how the endpoint does: one success ends a time of failures. */
export async function recordWebhookTry(
  db: Db,
  { notice, tried }: { notice: Notice; tried: WebhookTry },
): Promise<void> {
  await db.prisma.webhookAttempt.create({
    data: {
      noticeId: notice.id,
      status: tried.status,
      error: tried.error,
      response: tried.response === null ? null : firstBytes(tried.response),
      durationMs: tried.durationMs,
    },
  });
  if (!notice.endpointId) return;
  const id = notice.endpointId;
  await (tried.error === null
    ? db.prisma.webhookEndpoint.updateMany({ where: { id, failingSince: { not: null } }, data: { failingSince: null } })
    : db.prisma.webhookEndpoint.updateMany({ where: { id, failingSince: null }, data: { failingSince: new Date() } }));
}

/** Whole characters only. */
function firstBytes(text: string): string {
  const bytes = Buffer.from(text.replaceAll('\u0000', ''));
  if (bytes.length <= maxResponseBytes) return bytes.toString('utf8');
  return bytes
    .subarray(0, maxResponseBytes)
    .toString('utf8')
    .replace(/\uFFFD+$/u, '');
}

/**
 * After the last try of a delivery: an endpoint that is gone, or that has taken nothing for three days, is disabled and
 * the studio told, once. What still waits for it is skipped.
 */
export async function disableFailingEndpoint(
  db: Db,
  { endpointId, gone, reason, staff }: { endpointId: string; gone: boolean; reason: string; staff: StaffAudience },
): Promise<boolean> {
  const failing = gone ? {} : { failingSince: { lte: new Date(Date.now() - failingForMs) } };
  return db.prisma.$transaction(async (tx) => {
    const disabledAt = new Date();
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id: endpointId, disabledAt: null, ...failing },
      data: { disabledAt, disabledReason: reason, version: { increment: 1 } },
    });
    if (count === 0) return false;
    await skipDeliveries(tx, endpointId);
    const { url } = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id: endpointId } });
    const data = { endpoint_id: endpointId, url, reason };
    await tellStaff(tx, { staff, template: 'webhook-disabled', key: `${endpointId}/${disabledAt.getTime()}`, data });
    return true;
  });
}

/** Nothing more goes to an endpoint that was disabled or removed; staff may redeliver later. */
export async function skipDeliveries(tx: Tx, endpointId: string): Promise<void> {
  await tx.notice.updateMany({
    where: { endpointId, status: 'pending' },
    data: { status: 'skipped', error: 'endpoint_disabled: the endpoint was disabled or removed' },
  });
}
