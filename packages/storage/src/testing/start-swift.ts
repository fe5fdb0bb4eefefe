import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

const run = promisify(execFile);

const packages = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'];
const python = '/usr/bin/python3';
const unpacked = join(homedir(), '.cache', 'bom-studio', 'swift');

type Environment = Readonly<Record<string, string | undefined>>;

export interface Swift {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  makeBucket(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * OpenStack Swift's S3 interface on a free port of loopback, with its data in a temporary folder: a server that checks
 * signatures, as S3 does. Uses the installed Debian packages, or else unpacks them (11 MB) into the user's cache, which
 * needs no rights and starts no service. It ends with this process, however that ends.
 */
export async function startSwift(env: Environment): Promise<Swift> {
  const environment = await findSwift(env);
  const folder = await mkdtemp(join(tmpdir(), 'bom-swift-'));
  const script = fileURLToPath(new URL('./swift-server.py', import.meta.url));
  const child = spawn(python, [script, folder], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close');
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  const port = await readPort(child.stdout);
  if (port === undefined) throw new Error(`Swift did not start: ${complaints}`);
  const address = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test:tester', secretAccessKey: 'testing' },
  };
  return {
    ...address,
    async makeBucket(name) {
      const client = new S3Client({ ...address, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
      await client.send(new CreateBucketCommand({ Bucket: name })).finally(() => client.destroy());
    },
    async close() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readPort(output: NodeJS.ReadableStream): Promise<number | undefined> {
  for await (const line of createInterface({ input: output })) {
    const port = /^ready (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  return undefined;
}

/** The environment in which Debian's python finds Swift. */
async function findSwift(env: Environment): Promise<Environment> {
  if (await canImport(env)) return env;
  const environment = { ...env, ...(await unpackedEnvironment()) };
  if (await canImport(environment)) return environment;
  try {
    await unpackPackages();
  } catch (error) {
    throw new Error(
      `Swift is missing; install it: apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`,
      {
        cause: error,
      },
    );
  }
  return { ...env, ...(await unpackedEnvironment()) };
}

async function canImport(environment: Environment): Promise<boolean> {
  const imports = ['-c', 'import swift.proxy.server, swift.account.server, swift.container.server, swift.obj.server'];
  return await run(python, imports, { env: environment }).then(
    () => true,
    () => false,
  );
}

async function unpackedEnvironment(): Promise<Record<string, string>> {
  const libraries = join(unpacked, 'usr', 'lib');
  const names = await readdir(libraries).catch(() => []);
  const folders = names.filter((name) => name.includes('-linux-')).map((name) => join(libraries, name));
  return { PYTHONPATH: join(libraries, 'python3', 'dist-packages'), LD_LIBRARY_PATH: folders.join(':') };
}

async function unpackPackages(): Promise<void> {
  await mkdir(dirname(unpacked), { recursive: true });
  const work = await mkdtemp(`${unpacked}-`);
  try {
    const plan = await run('apt-get', ['install', '--simulate', '--no-install-recommends', ...packages]);
    const missing = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
    await run('apt-get', ['download', ...missing], { cwd: work, timeout: 120_000 });
    const archives = (await readdir(work)).filter((name) => name.endsWith('.deb'));
    for (const archive of archives) await run('dpkg', ['-x', archive, 'root'], { cwd: work });
    // Two test files may get here at once: the first one's tree stays.
    if (!existsSync(unpacked)) await rename(join(work, 'root'), unpacked);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
