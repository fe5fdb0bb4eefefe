import { deployMigrations } from '@bom/db';
import { readMigrationEnv } from './env.ts';

/** Brings the database to the newest migration and ends: what a deployment runs before anything else. */
try {
  const env = readMigrationEnv(process.env);
  const applied = await deployMigrations({ databaseUrl: env.DATABASE_URL });
  process.stdout.write(applied.length > 0 ? `applied ${applied.join(', ')}\n` : 'nothing to apply\n');
} catch (error) {
  process.stderr.write(`migrate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
