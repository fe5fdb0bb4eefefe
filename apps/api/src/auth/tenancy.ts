import type { Db, Prisma, PrismaClient } from '@bom/db';
import type { Principal } from './principal.ts';

/**
 * What a client may find, by table. A table that is not here holds nothing for clients. Films are theirs to see once they
 * were sent for review.
 */
const visibleTo = {
  Client: (clientId: string): Prisma.ClientWhereInput => ({ id: clientId }),
  Package: (clientId: string): Prisma.PackageWhereInput => ({ clients: { some: { id: clientId } } }),
  QuotaUse: (clientId: string): Prisma.QuotaUseWhereInput => ({ clientId }),
  Project: (clientId: string): Prisma.ProjectWhereInput => ({ clientId }),
  Video: (clientId: string): Prisma.VideoWhereInput => ({ clientId, reviewRevision: sentToReview }),
  Revision: (clientId: string): Prisma.RevisionWhereInput => ({ video: { clientId, reviewRevision: sentToReview } }),
  VideoEvent: (clientId: string): Prisma.VideoEventWhereInput => ({
    video: { clientId, reviewRevision: sentToReview },
  }),
} as const;
const sentToReview = { not: null };

/**
 * The database as a caller may see it. The filter sits beneath every query, so that none can forget it: what is not a
 * client's looks exactly like what does not exist, and nothing can be written through it that could not be read.
 */
export function prismaFor({ prisma }: Db, principal: Principal | undefined): PrismaClient {
  if (principal?.kind !== 'client') return prisma;
  const { clientId } = principal;
  const scoped = prisma.$extends({
    query: {
      $allModels: {
        async $allOperations({ model, operation, args, query }) {
          const visible = (visibleTo as Partial<Record<string, (id: string) => object>>)[model];
          if (!visible || !filtered.has(operation)) {
            throw new Error(`Clients may not ${operation} ${model}.`);
          }
          const { where } = args as { where?: object };
          return query({ ...args, where: { ...where, AND: [visible(clientId), ...conditions(where)] } });
        },
      },
    },
  });
  return scoped as unknown as PrismaClient;
}

/** Those that take a whole `where`; the rest is refused. */
const filtered = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
  'updateMany',
]);

function conditions(where: { AND?: object | object[] } | undefined): object[] {
  return where?.AND ? [where.AND].flat() : [];
}
