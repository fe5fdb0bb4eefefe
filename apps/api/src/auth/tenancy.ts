import type { Db, Prisma, PrismaClient } from '@bom/db';
import type { Principal } from './principal.ts';
import { scopeQuery } from './scope-query.ts';
import type { TenantRules } from './scope-query.ts';

const sentToReview = { reviewRevision: { not: null }, project: { deletedAt: null } };

/**
 * What a client may find, by table. A table that is not here holds nothing for clients: jobs, assets, invoices, usage and
 * all that belongs to the studio. Films are theirs to see once they were sent for review, and as long as their project
 * was not deleted. Of relations only those named here can be followed; what lies behind one that leads to a single row
 * is the client's wherever the row before it is.
 */
const clientRules = {
  Client: {
    visible: (clientId): Prisma.ClientWhereInput => ({ id: clientId }),
    one: { package: 'Package' },
    many: { projects: 'Project', videos: 'Video', quotaUses: 'QuotaUse' },
  },
  Package: {
    visible: (clientId): Prisma.PackageWhereInput => ({ clients: { some: { id: clientId } } }),
  },
  QuotaUse: {
    visible: (clientId): Prisma.QuotaUseWhereInput => ({ clientId }),
    one: { client: 'Client' },
  },
  Project: {
    visible: (clientId): Prisma.ProjectWhereInput => ({ clientId, deletedAt: null }),
    one: { client: 'Client' },
    many: { videos: 'Video' },
  },
  Video: {
    visible: (clientId): Prisma.VideoWhereInput => ({ clientId, ...sentToReview }),
    one: { client: 'Client', project: 'Project' },
    many: { revisions: 'Revision', events: 'VideoEvent' },
  },
  Revision: {
    visible: (clientId): Prisma.RevisionWhereInput => ({ video: { clientId, ...sentToReview } }),
    one: { video: 'Video' },
  },
  VideoEvent: {
    visible: (clientId): Prisma.VideoEventWhereInput => ({ video: { clientId, ...sentToReview } }),
    one: { video: 'Video' },
  },
} satisfies TenantRules;

/**
 * The database as a caller may see it. The filter sits beneath every query, nested ones too, so that none can forget it:
 * what is not a client's looks exactly like what does not exist, and nothing can be written that could not be read. What
 * can not be filtered (raw SQL, single updates, creations, tables without a rule) throws.
 */
export function prismaFor({ prisma }: Db, principal: Principal | undefined): PrismaClient {
  if (principal?.kind !== 'client') return prisma;
  const { clientId } = principal;
  const scoped = prisma.$extends({
    query: {
      $allOperations: ({ model, operation, args, query }) =>
        query(scopeQuery(clientRules, { clientId, model, operation, args })),
    },
  });
  return scoped as unknown as PrismaClient;
}
