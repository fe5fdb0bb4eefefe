import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '@bom/embedded';
import { waitFor } from '@bom/testing';
import { Client } from 'pg';

const tools = ['initdb', 'postgres', 'pg_dump', 'pg_restore'];
const installed = '/usr/lib/postgresql';

/** The folder of a Postgres of this machine that has a server and the tools of the same version; Debian's places only. */
export function findSystemPostgres(): string | undefined {
  const versions = existsSync(installed) ? readdirSync(installed) : [];
  const folders = versions.map((version) => join(installed, version, 'bin'));
  return folders.find((bin) => tools.every((tool) => existsSync(join(bin, tool))));
}

const nobody = 65_534;

/** A server on a folder of its own; Postgres refuses to run as root. */
export async function startSystemPostgres(bin: string, dir: string): Promise<{ url: string; stop(): Promise<void> }> {
  await mkdir(dir);
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : ['env'];
  if (isRoot) {
    await chmod(join(dir, '..'), 0o755);
    await chown(dir, nobody, nobody);
  }
  const [program = 'env', ...before] = as;
  const data = join(dir, 'data');
  const cluster = ['-D', data, '-U', 'bom', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'];
  execFileSync(program, [...before, join(bin, 'initdb'), ...cluster], { stdio: 'pipe' });
  const port = await findFreePort();
  const server = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-F',
  ];
  const child = spawn(program, [...before, join(bin, 'postgres'), ...server], { stdio: 'ignore' });
  const url = `postgresql://bom@127.0.0.1:${port}/postgres`;
  const answers = async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.end();
    return true;
  };
  const stop = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGINT');
    await gone;
  };
  await waitFor(answers).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}
