import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * The Node that docker/Dockerfile names, from npm's package of its binary: the environment in which it is the first `node` of
 * PATH. The package `node` would choose one of these in an install script, and .npmrc forbids those.
 */
export function imagesNode() {
  const [, version] = /^FROM node:([\d.]+)/m.exec(readFileSync(join(root, 'docker/Dockerfile'), 'utf8'));
  const folder = join(root, '.data/nodes', version);
  const packageName = `node-${platform()}-${arch()}`;
  const binary = join(folder, 'node_modules', packageName, 'bin/node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    execFileSync('npm', ['install', '--no-save', `${packageName}@${version}`], { cwd: folder, stdio: 'inherit' });
  }
  return { binary, env: { ...process.env, PATH: [dirname(binary), process.env.PATH].join(delimiter) } };
}
