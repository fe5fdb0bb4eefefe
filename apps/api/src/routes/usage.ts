import type { UsageAnswer, usageOperations } from '@bom/contracts';
import { sumUsage } from '@bom/db';
import type { Client, Package, PrismaClient, UsageSum } from '@bom/db';
import { microcentsPerCent, toCents } from '@bom/domain';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';

/** `/api/usage`: the ledger of paid calls, against what the client pays for the package. */
export function usageHandlers(deps: ApiDeps): HandlersOf<typeof usageOperations> {
  return {
    async getUsage({ prisma, query }) {
      const period = periodOf(query);
      const { client_id: clientId, project_id: projectId, video_id: videoId, group_by: groupBy } = query;
      const named = await clientOf(prisma, { clientId, projectId, videoId });
      const { groups, total } = await sumUsage(deps.db, { ...period, clientId, projectId, videoId, groupBy });
      const clients = groupBy === 'client' ? await clientsOf(prisma, groups) : new Map<string, Payer>();
      const data = groups.map(({ key, label, ...sum }) => ({
        key,
        label,
        ...presentSum(sum),
        plan: planShare(clients.get(key ?? ''), { sum, ...period }),
      }));
      const body: UsageAnswer = {
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        group_by: groupBy,
        data,
        totals: presentSum(total),
        plan: planShare(named, { sum: total, ...period }),
      };
      return { status: 200, body };
    },
  };
}

interface Period {
  from: Date;
  to: Date;
}

function periodOf(query: { from?: Date | undefined; to?: Date | undefined }): Period {
  const to = query.to ?? new Date();
  const from = query.from ?? new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth(), 1));
  if (from <= to) return { from, to };
  throw new HttpProblem('invalid_request', 'The period ends before it begins.', [
    { path: 'to', message: 'must not be before from' },
  ]);
}

type Payer = Client & { package: Package };
const withPackage = { include: { package: true } } as const;

/** Whoever is named must be there: a report of nothing would look like one of no cost. */
async function clientOf(
  prisma: PrismaClient,
  { clientId, projectId, videoId }: Record<'clientId' | 'projectId' | 'videoId', string | undefined>,
): Promise<Payer | undefined> {
  const owners = await Promise.all([
    clientId ? prisma.client.findUnique({ where: { id: clientId }, ...withPackage }) : undefined,
    projectId ? prisma.project.findUnique({ where: { id: projectId }, include: { client: withPackage } }) : undefined,
    videoId ? prisma.video.findUnique({ where: { id: videoId }, include: { client: withPackage } }) : undefined,
  ]);
  if (owners.includes(null)) throw notFound();
  const [client, project, video] = owners;
  return client ?? project?.client ?? video?.client;
}

async function clientsOf(prisma: PrismaClient, groups: { key: string | null }[]): Promise<Map<string, Payer>> {
  const ids = groups.flatMap(({ key }) => key ?? []);
  const clients = await prisma.client.findMany({ where: { id: { in: ids } }, ...withPackage });
  return new Map(clients.map((client) => [client.id, client]));
}

function planShare(client: Payer | undefined, { sum, from, to }: Period & { sum: UsageSum }): UsageAnswer['plan'] {
  if (!client) return null;
  const { id, priceCents, currency } = client.package;
  const months = countMonths({ from, to });
  const revenueCents = priceCents * months;
  const marginMicrocents = BigInt(revenueCents) * BigInt(microcentsPerCent) - sum.costMicrocents;
  return {
    package: id,
    price_cents: priceCents,
    currency,
    months,
    revenue_cents: revenueCents,
    margin_cents: currency === 'usd' ? toCents(marginMicrocents) : null,
  };
}

/** Calendar months that the period touches; its end is not in it. */
function countMonths({ from, to }: Period): number {
  const last = new Date(Math.max(from.getTime(), to.getTime() - 1));
  const monthsSince0 = (time: Date) => time.getUTCFullYear() * 12 + time.getUTCMonth();
  return monthsSince0(last) - monthsSince0(from) + 1;
}

function presentSum(sum: UsageSum): UsageAnswer['totals'] {
  return {
    calls: sum.calls,
    failed_calls: sum.failedCalls,
    units: sum.units,
    input_tokens: sum.inputTokens,
    output_tokens: sum.outputTokens,
    seconds: sum.durationMs / 1000,
    cost_cents: toCents(sum.costMicrocents),
  };
}
