export { createDb } from './client.ts';
export type { Db, DbOptions, Tx } from './client.ts';
export { deployMigrations } from './migrations/deploy-migrations.ts';
export * from './generated/client.ts';
