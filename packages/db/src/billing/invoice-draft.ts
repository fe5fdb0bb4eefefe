import type { Db, Tx } from '../client.ts';
import { lockClient } from '../customers/quota.ts';
import { Prisma } from '../generated/client.ts';
import type { Client, Invoice, Package } from '../generated/client.ts';

/** Kept on the invoice as JSON, in wire form. */
export interface InvoiceLine {
  kind: 'plan' | 'film' | 'other';
  description: string;
  amount_cents: number;
  video_id: string | null;
}

export interface InvoiceRequest {
  clientId: string;
  periodStart: Date;
  periodEnd: Date;
  daysUntilDue: number;
  /** Undefined: unless a subscription bills the plan. */
  includePlan: boolean | undefined;
  /** Undefined: the plan's price over its quota. */
  extraFilmCents: number | undefined;
}

export type DraftOutcome =
  | { draft: Invoice; client: Client; resumed: boolean }
  | { problem: 'client_unknown' | 'nothing_to_invoice' }
  | { problem: 'period_invoiced'; invoice: Invoice };

/**
 * Books a client's period: the row that an invoice at Stripe is made from, with its lines. One that never reached Stripe
 * is taken up again as it was; a period that overlaps an invoiced one is not booked twice, however many ask at once.
 */
export async function bookInvoicePeriod(db: Db, request: InvoiceRequest): Promise<DraftOutcome> {
  const { clientId, periodStart, periodEnd } = request;
  return db.prisma.$transaction(async (tx): Promise<DraftOutcome> => {
    await lockClient(tx, clientId);
    const client = await tx.client.findUnique({ where: { id: clientId }, include: { package: true } });
    if (!client) return { problem: 'client_unknown' };
    const other = await tx.invoice.findFirst({
      where: {
        clientId,
        status: { notIn: ['void', 'deleted'] },
        periodStart: { lt: periodEnd },
        periodEnd: { gt: periodStart },
      },
    });
    const same =
      other?.periodStart?.getTime() === periodStart.getTime() && other.periodEnd?.getTime() === periodEnd.getTime();
    if (other && same && other.status === 'creating') return { draft: other, client, resumed: true };
    if (other) return { problem: 'period_invoiced', invoice: other };
    const lines = await linesOf(tx, { client, request });
    if (lines.length === 0) return { problem: 'nothing_to_invoice' };
    const draft = await tx.invoice.create({
      data: {
        clientId,
        periodStart,
        periodEnd,
        currency: client.package.currency,
        daysUntilDue: request.daysUntilDue,
        totalCents: lines.reduce((sum, line) => sum + line.amount_cents, 0),
        lines: lines as unknown as Prisma.InputJsonArray,
      },
    });
    return { draft, client, resumed: false };
  });
}

interface Billed {
  client: Client & { package: Package };
  request: InvoiceRequest;
}

async function linesOf(tx: Tx, { client, request }: Billed): Promise<InvoiceLine[]> {
  const { package: plan } = client;
  const included = client.quotaOverride ?? plan.monthlyQuota;
  const billsPlan = request.includePlan ?? !(await hasSubscription(tx, client.id));
  const extraCents = request.extraFilmCents ?? Math.round(plan.priceCents / Math.max(1, plan.monthlyQuota));
  const planLine: InvoiceLine = {
    kind: 'plan',
    description: `${plan.name} plan, ${included} ${included === 1 ? 'film' : 'films'} included`,
    amount_cents: plan.priceCents,
    video_id: null,
  };
  const films = await filmsApprovedIn(tx, request);
  const filmLines = films.map(({ id, title }, index): InvoiceLine => {
    const isExtra = index >= included;
    return {
      kind: 'film',
      description: `Film “${title}”, ${isExtra ? 'beyond the plan' : 'included in the plan'}`.slice(0, 500),
      amount_cents: isExtra ? extraCents : 0,
      video_id: id,
    };
  });
  return [...(billsPlan ? [planLine] : []), ...filmLines];
}

async function hasSubscription(tx: Tx, clientId: string): Promise<boolean> {
  const count = await tx.subscription.count({ where: { clientId, status: { in: payingStatuses } } });
  return count > 0;
}

/** Of these, Stripe sends the invoices of the plan itself. */
const payingStatuses = ['active', 'trialing', 'past_due'];

/** Counted by their first approval, so that a film is billed in one period only. */
async function filmsApprovedIn(tx: Tx, { clientId, periodStart, periodEnd }: InvoiceRequest) {
  return tx.$queryRaw<{ id: string; title: string }[]>`
    SELECT v.id, v.title FROM videos v
    JOIN LATERAL (SELECT MIN(created_at) AS at FROM video_events e
      WHERE e.video_id = v.id AND e.type IN ('video.approved', 'video.delivered')) approved ON true
    WHERE v.client_id = ${clientId}::uuid AND v.status IN ('approved', 'delivered', 'archived')
      AND approved.at >= ${periodStart} AND approved.at < ${periodEnd}
    ORDER BY approved.at, v.id LIMIT 240`;
}
