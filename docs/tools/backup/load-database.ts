import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { deployMigrations } from '@bom/db';
import { Client } from 'pg';
import { readMigrationNames, textForms } from './save-database.ts';
import type { Manifest } from './save-database.ts';

/**
 * Fills a new database with what `saveDatabase` saved, in one transaction. Needs a superuser, as constraints between
 * tables are not looked at before all rows are there.
 *
 * @throws Error where the database holds rows already, or where this checkout's migrations are not those of the saved rows
 */
export async function loadDatabase({
  databaseUrl,
  folder,
}: {
  databaseUrl: string;
  folder: string;
}): Promise<Manifest> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await assertNoRows(client, Object.keys(manifest.tables));
    await deployMigrations({ databaseUrl });
    assertSameTables(manifest.migrations, await readMigrationNames(client));
    await client.query('BEGIN');
    await client.query(textForms);
    await client.query('SET LOCAL session_replication_role = replica');
    for (const [table, count] of Object.entries(manifest.tables)) await loadTable(client, { folder, table, count });
    await client.query('COMMIT');
    return manifest;
  } finally {
    await client.end();
  }
}

/** Fresh from the migrations, or without any table. The packages on sale come with the migrations. */
async function assertNoRows(client: Client, tables: string[]): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    `SELECT relname AS table FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname = ANY ($1) AND relname <> 'packages'`,
    [tables],
  );
  for (const { table } of rows) {
    const { rowCount } = await client.query(`SELECT 1 FROM ${client.escapeIdentifier(table)} LIMIT 1`);
    if (rowCount) throw new Error(`The database holds rows already (${table}): restore into a new one.`);
  }
}

function assertSameTables(saved: string[], here: string[]): void {
  const differing = [...saved.filter((name) => !here.includes(name)), ...here.filter((name) => !saved.includes(name))];
  if (differing.length === 0) return;
  throw new Error(
    `The rows were saved by another version: check out that version, restore, then upgrade. Differs in ${differing.join(', ')}.`,
  );
}

const bytesAtOnce = 4_000_000;

/** What was saved takes the place of what the migrations brought. */
async function loadTable(client: Client, o: { folder: string; table: string; count: number }): Promise<void> {
  const name = client.escapeIdentifier(o.table);
  await client.query(`DELETE FROM ${name}`);
  let loaded = 0;
  const insert = async (rows: string[]) => {
    const { rowCount } = await client.query(`INSERT INTO ${name} SELECT * FROM unnest($1::${name}[])`, [rows]);
    loaded += rowCount ?? 0;
  };
  let rows: string[] = [];
  let bytes = 0;
  for await (const line of createInterface({ input: createReadStream(join(o.folder, `${o.table}.rows`)) })) {
    rows.push(JSON.parse(line) as string);
    bytes += line.length;
    if (bytes < bytesAtOnce) continue;
    await insert(rows);
    [rows, bytes] = [[], 0];
  }
  if (rows.length > 0) await insert(rows);
  if (loaded !== o.count) throw new Error(`${o.table}.rows holds ${loaded} rows, and the manifest says ${o.count}.`);
}
