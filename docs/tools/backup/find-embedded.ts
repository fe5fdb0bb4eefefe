import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The address of the Postgres that a running `npm start` keeps under its data folder; undefined where there is none. */
export async function findEmbedded(dataDir: string): Promise<string | undefined> {
  const read = (name: string) => readFile(join(dataDir, name), 'utf8').catch(() => undefined);
  const [secrets, running] = await Promise.all([read('secrets.json'), read('postgres/postmaster.pid')]);
  if (!secrets || !running) return undefined;
  const { postgresPassword } = JSON.parse(secrets) as { postgresPassword: string };
  // Its fourth line is the port.
  const port = running.split('\n')[3];
  return `postgresql://bom:${encodeURIComponent(postgresPassword)}@127.0.0.1:${port}/bom`;
}
