import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { unpackDebian } from '@bom/testing';

const packages = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'];
const python = '/usr/bin/python3';

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
  const environment = { ...env, ...(await unpackDebian({ name: 'swift', packages })) };
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
