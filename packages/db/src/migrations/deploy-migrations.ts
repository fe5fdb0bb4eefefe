import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Client } from 'pg';
import { openSchemaEngine } from './schema-engine.ts';

/** Any number, the same in every process: who holds it may migrate. */
const advisoryLockKey = 7_266_001;

const migrationsFolder = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

/**
 * Brings the database to the newest migration. Many processes may call it at once: one migrates, the others wait for
 * it and find nothing left to do.
 *
 * @returns the names of the migrations that were applied by this call
 */
export async function deployMigrations({
  databaseUrl,
  folder = migrationsFolder,
}: {
  databaseUrl: string;
  folder?: string;
}): Promise<string[]> {
  const migrationsList = await readMigrations(folder);
  const lock = new Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [advisoryLockKey]);
    if (await isUpToDate(lock, migrationsList)) return [];
    const engine = await openSchemaEngine(databaseUrl);
    try {
      const filters = { externalTables: [], externalEnums: [] };
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
      return appliedMigrationNames;
    } finally {
      engine.free();
    }
  } finally {
    await lock.end();
  }
}

async function readMigrations(folder: string): Promise<MigrationList> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } } };
    }),
  );
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(folder, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

/** Asked first, since loading the engine takes most of a second and there is rarely anything to apply. */
async function isUpToDate(client: Client, list: MigrationList): Promise<boolean> {
  const { rows: tables } = await client.query(`SELECT to_regclass('_prisma_migrations') AS name`);
  if (tables[0]?.name === null) return false;
  const { rows } = await client.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map((row) => row.migration_name));
  return list.migrationDirectories.every((directory) => applied.has(directory.path));
}
