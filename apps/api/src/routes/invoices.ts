import type { InvoiceAnswer, invoiceOperations } from '@bom/contracts';
import { bookInvoicePeriod } from '@bom/db';
import type { DraftOutcome, Invoice, PrismaClient } from '@bom/db';
import { PermanentError } from '@bom/domain';
import { createAtStripe, findAtStripe, keepState } from '../billing/create-invoice.ts';
import { askStripe, openStripe } from '../billing/stripe-client.ts';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';

/** `/api/invoices`: Stripe keeps and collects them; our rows are what they were made from and how they stand. */
export function invoiceHandlers(deps: ApiDeps): HandlersOf<typeof invoiceOperations> {
  return {
    async listInvoices({ prisma, query }) {
      const rows = await prisma.invoice.findMany({
        where: {
          ...(query.client_id ? { clientId: query.client_id } : {}),
          ...(query.status ? { status: query.status } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: page.rows.map(presentInvoice), next_cursor: page.next_cursor } };
    },

    async createInvoice({ body }) {
      const stripe = openStripe(deps.config.stripe);
      const outcome = await bookInvoicePeriod(deps.db, {
        clientId: body.client_id,
        periodStart: body.period_start,
        periodEnd: body.period_end,
        daysUntilDue: body.days_until_due,
        includePlan: body.include_plan,
        extraFilmCents: body.extra_film_cents,
      });
      if ('problem' in outcome) throw problemOf(outcome);
      const invoice = await createAtStripe({ stripe, db: deps.db, ...outcome });
      return { status: 201, headers: { Location: `/api/invoices/${invoice.id}` }, body: presentInvoice(invoice) };
    },

    async getInvoice({ prisma, params }) {
      return { status: 200, body: presentInvoice(await findInvoice(prisma, params.id)) };
    },

    async finalizeInvoice({ prisma, params }) {
      const stripe = openStripe(deps.config.stripe);
      const { id, status, stripeInvoiceId } = await findInvoice(prisma, params.id);
      if (status === 'open') return { status: 200, body: presentInvoice(await findInvoice(prisma, id)) };
      if (status !== 'draft' || !stripeInvoiceId) throw refuseStep(status, 'open');
      const options = { idempotencyKey: `bom-finalize-${id}` };
      const finalized = await askStripe(() =>
        stripe.invoices.finalizeInvoice(stripeInvoiceId, { auto_advance: true }, options),
      );
      return { status: 200, body: presentInvoice(await keepState(deps.db, finalized)) };
    },

    async voidInvoice({ prisma, params }) {
      openStripe(deps.config.stripe);
      const invoice = await findInvoice(prisma, params.id);
      return { status: 200, body: presentInvoice(await withdraw(deps, invoice)) };
    },
  };
}

function problemOf(outcome: Extract<DraftOutcome, { problem: string }>): HttpProblem {
  if ('invoice' in outcome) {
    const { id } = outcome.invoice;
    return new HttpProblem('period_invoiced', `The period, or a part of it, is on the invoice ${id}; void that first.`);
  }
  if (outcome.problem === 'client_unknown') return notFound();
  return new HttpProblem(
    'nothing_to_invoice',
    'The period has no approved film, and the plan is billed by a subscription.',
  );
}

/** Drafts are deleted, since Stripe voids only what was sent. */
async function withdraw(deps: ApiDeps, invoice: Invoice): Promise<Invoice> {
  const { id, status, stripeInvoiceId } = invoice;
  if (status === 'void' || status === 'deleted') return invoice;
  if (status === 'paid') throw refuseStep(status, 'void');
  const stripe = openStripe(deps.config.stripe);
  if (status === 'creating') return forget(deps, invoice);
  if (!stripeInvoiceId) throw refuseStep(status, 'void');
  if (status !== 'draft') {
    const options = { idempotencyKey: `bom-void-${id}` };
    const voided = await askStripe(() => stripe.invoices.voidInvoice(stripeInvoiceId, {}, options));
    return keepState(deps.db, voided);
  }
  return askStripe(async () => {
    const draft = await stripe.invoices.retrieve(stripeInvoiceId);
    await stripe.invoices.del(stripeInvoiceId);
    return keepState(deps.db, draft, { status: 'deleted' });
  });
}

/** A booking whose making broke off: what it may have left at Stripe goes too. */
async function forget({ db, config }: ApiDeps, draft: Invoice): Promise<Invoice> {
  const stripe = openStripe(config.stripe);
  const { stripeCustomerId: customer } = await db.prisma.client.findUniqueOrThrow({ where: { id: draft.clientId } });
  await askStripe(async () => {
    const left = customer ? await findAtStripe(stripe, { customer, draft }) : null;
    if (left) await stripe.invoices.del(left.id);
  });
  return db.prisma.invoice.update({
    where: { id: draft.id },
    data: { status: 'deleted', version: { increment: 1 } },
  });
}

function refuseStep(from: string, to: string): PermanentError {
  return new PermanentError('illegal_transition', `An invoice that is ${from} can't become ${to}.`, {
    details: { from, to },
  });
}

async function findInvoice(prisma: PrismaClient, id: string): Promise<Invoice> {
  const invoice = await prisma.invoice.findUnique({ where: { id } });
  if (!invoice) throw notFound();
  return invoice;
}

function presentInvoice(invoice: Invoice): InvoiceAnswer {
  return {
    id: invoice.id,
    client_id: invoice.clientId,
    stripe_invoice_id: invoice.stripeInvoiceId,
    number: invoice.number,
    status: invoice.status as InvoiceAnswer['status'],
    currency: invoice.currency,
    total_cents: invoice.totalCents,
    paid_cents: invoice.paidCents,
    period_start: invoice.periodStart?.toISOString() ?? null,
    period_end: invoice.periodEnd?.toISOString() ?? null,
    due_at: invoice.dueAt?.toISOString() ?? null,
    lines: invoice.lines as unknown as InvoiceAnswer['lines'],
    hosted_url: invoice.hostedUrl,
    pdf_url: invoice.pdfUrl,
    created_at: invoice.createdAt.toISOString(),
    updated_at: invoice.updatedAt.toISOString(),
    version: invoice.version,
  };
}
