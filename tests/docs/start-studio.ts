import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { machineEnv } from '../stack/env.ts';

const root = join(__dirname, '../..');

export interface StartedStudio {
  url: string;
  dataDir: string;
  /** What it made for itself, as somebody finds it who looks into `.data/secrets.json`. */
  secrets: { studioApiKey: string; webhookSigningSecret: string };
  stop(): Promise<void>;
}

/** `npm start` with its default settings and these, on a free port and a folder of its own. */
export async function startStudio(settings: Record<string, string>): Promise<StartedStudio> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bom-pages-'));
  const own = { BOM_DATA_DIR: dataDir, PORT: '0', BOM_PARENT_PID: String(process.pid) };
  const args = ['--conditions=@bom/source', '--import', 'tsx', join(root, 'apps/studio/src/main.ts')];
  // Not in the checkout: a developer's own .env is read from there.
  const child = spawn(process.execPath, args, {
    cwd: join(root, 'tests/docs'),
    env: { ...machineEnv(), ...own, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString('utf8')).slice(-10_000)));
  const gone = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
    await rm(dataDir, { recursive: true, force: true });
  };
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /^ready (\S+)$/.exec(line) ?? [];
    if (!url) continue;
    const secrets = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as StartedStudio['secrets'];
    return { url, dataDir, secrets, stop };
  }
  await stop();
  throw new Error(`The studio did not come up:\n${log}`);
}
