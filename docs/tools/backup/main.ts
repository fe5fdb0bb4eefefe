/**
 * Saves a database in use to a folder, restores it into a new one, and checks that storage has what rows name: see
 * docs/backup-and-restore.md. Run: npx tsx --conditions=@bom/source docs/tools/backup/main.ts save|load|check [FOLDER]
 */
import { parseEnv, stackEnv, storageSettings } from '@bom/runtime';
import { z } from 'zod';
import { findEmbedded } from './find-embedded.ts';
import { saveDatabase } from './save-database.ts';

const usage = 'Usage: docs/tools/backup/main.ts save FOLDER | load FOLDER | check';

async function main([command, folder]: string[]): Promise<string> {
  const databaseUrl = await readDatabaseUrl();
  if (command === 'check') {
    const { checkObjects } = await import('./check-objects.ts');
    const { named, missing } = await checkObjects({ databaseUrl, storage: storageSettings(readStorageEnv()) });
    if (missing.length > 0) throw new Error(`Of ${named} objects that rows name, storage lacks\n${missing.join('\n')}`);
    return `${named} objects are named by rows, and storage has them all`;
  }
  if (!folder || (command !== 'save' && command !== 'load')) throw new Error(usage);
  const run = command === 'save' ? saveDatabase : (await import('./load-database.ts')).loadDatabase;
  const { tables } = await run({ databaseUrl, folder });
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  return `${rows} rows of ${Object.keys(tables).length} tables ${command === 'save' ? 'saved' : 'restored'}`;
}

async function readDatabaseUrl(): Promise<string> {
  const { DATABASE_URL: optional, BOM_DATA_DIR } = stackEnv;
  const env = parseEnv(z.object({ DATABASE_URL: optional.optional(), BOM_DATA_DIR }), process.env);
  const found = env.DATABASE_URL ?? (await findEmbedded(env.BOM_DATA_DIR));
  if (found) return found;
  throw new Error(`Set DATABASE_URL: there is no Postgres of a running npm start in ${env.BOM_DATA_DIR}.`);
}

/** Nothing is signed here and no queue is asked. */
function readStorageEnv() {
  const unused = {
    DATABASE_URL: 'postgresql://unused',
    REDIS_URL: 'redis://unused',
    FILE_SIGNING_SECRET: 'unused'.repeat(6),
  };
  return parseEnv(z.object(stackEnv), { ...process.env, ...unused });
}

try {
  process.stdout.write(`${await main(process.argv.slice(2))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
