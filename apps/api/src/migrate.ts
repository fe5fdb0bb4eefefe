import { z } from 'zod';
import { deployMigrations } from '@bom/db';
import { parseEnv, url } from '@bom/runtime';

/** Brings the database to the newest migration and ends: what a deployment runs before anything else. */
try {
  const env = parseEnv(z.object({ DATABASE_URL: url(['postgres', 'postgresql']) }), process.env);
  const applied = await deployMigrations({ databaseUrl: env.DATABASE_URL });
  process.stdout.write(applied.length > 0 ? `applied ${applied.join(', ')}\n` : 'nothing to apply\n');
} catch (error) {
  process.stderr.write(`migrate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
