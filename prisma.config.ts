import { defineConfig } from 'prisma/config';

/** For the Prisma CLI only; the processes deploy their own migrations (packages/db/src/deploy-migrations.ts). */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env['DATABASE_URL'] ? { datasource: { url: process.env['DATABASE_URL'] } } : {}),
});
