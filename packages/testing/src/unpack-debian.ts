import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where python3 of Debian finds what is unpacked. */
export type PythonPaths = Record<'PYTHONPATH' | 'LD_LIBRARY_PATH', string>;

/**
 * The packages of Debian and what they need beyond what is installed, unpacked into the user's cache under `name`: that
 * needs no rights and starts no service. What is there from an earlier run stays.
 *
 * @throws Error with the command that installs them
 */
export async function unpackDebian({ name, packages }: { name: string; packages: string[] }): Promise<PythonPaths> {
  const root = join(homedir(), '.cache', 'bom-studio', name);
  try {
    if (!existsSync(root)) await unpack(root, packages);
  } catch (error) {
    const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    throw new Error(`${name} is missing; install it: ${command}`, { cause: error });
  }
  const libraries = join(root, 'usr', 'lib');
  const folders = (await readdir(libraries)).filter((folder) => folder.includes('-linux-'));
  return {
    PYTHONPATH: join(libraries, 'python3', 'dist-packages'),
    LD_LIBRARY_PATH: folders.map((folder) => join(libraries, folder)).join(':'),
  };
}

async function unpack(root: string, packages: string[]): Promise<void> {
  await mkdir(dirname(root), { recursive: true });
  const work = await mkdtemp(`${root}-`);
  try {
    const plan = await run('apt-get', ['install', '--simulate', '--no-install-recommends', ...packages]);
    const missing = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
    await mkdir(join(work, 'root', 'usr', 'lib'), { recursive: true });
    if (missing.length > 0) await run('apt-get', ['download', ...missing], { cwd: work, timeout: 120_000 });
    const archives = (await readdir(work)).filter((file) => file.endsWith('.deb'));
    for (const archive of archives) await run('dpkg', ['-x', archive, 'root'], { cwd: work });
    // Two test files may get here at once: the first one's tree stays.
    if (!existsSync(root)) await rename(join(work, 'root'), root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
