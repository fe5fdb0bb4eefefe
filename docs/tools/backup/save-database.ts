import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';

/** What a saved database is: which migrations made its tables, and how many rows each has. */
export interface Manifest {
  migrations: string[];
  tables: Record<string, number>;
}

/**
 * Saves all rows as they are at one moment, while the database is in use: a file for each table, with a line for each row
 * in Postgres's own text form, which loses nothing. The same rows give the same bytes.
 */
export async function saveDatabase({
  databaseUrl,
  folder,
}: {
  databaseUrl: string;
  folder: string;
}): Promise<Manifest> {
  await mkdir(folder);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(textForms);
    const manifest: Manifest = { migrations: await readMigrationNames(client), tables: {} };
    for (const { table, key } of await readTables(client)) {
      let count = 0;
      const lines = async function* () {
        for await (const row of readRows(client, { table, key })) {
          count += 1;
          yield `${lineOf(row)}\n`;
        }
      };
      await pipeline(lines, createWriteStream(join(folder, `${table}.rows`), { mode: 0o600 }));
      manifest.tables[table] = count;
    }
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } finally {
    await client.end();
  }
}

/** These two end a line for Node's readline, and JSON leaves them as they are. */
function lineOf(row: string): string {
  return JSON.stringify(row)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}

/** Whatever the server's own settings are, values are written so that any server reads them back. */
export const textForms = `SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601';
  SET bytea_output = 'hex'; SET extra_float_digits = 1`;

export async function readMigrationNames(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Every table but that of the migrations, with the columns of its primary key. */
async function readTables(client: Client): Promise<{ table: string; key: string }[]> {
  const { rows } = await client.query<{ table: string; key: string }>(
    `SELECT c.relname AS table, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS key
     FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
     GROUP BY c.relname ORDER BY c.relname`,
  );
  return rows;
}

const rowsAtOnce = 100;

async function* readRows(client: Client, { table, key }: { table: string; key: string }): AsyncGenerator<string> {
  const name = client.escapeIdentifier(table);
  await client.query(`DECLARE saved NO SCROLL CURSOR FOR SELECT t::text AS row FROM ${name} AS t ORDER BY ${key}`);
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${rowsAtOnce} FROM saved`);
    for (const { row } of rows) yield row;
    if (rows.length < rowsAtOnce) break;
  }
  await client.query('CLOSE saved');
}
