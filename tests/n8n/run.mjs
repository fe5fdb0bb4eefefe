/**
 * npm run test:n8n: the workflows of docs/callers/n8n in a real n8n, which is installed from npm into .data/n8n where it is not
 * there (3 GB, half an hour), on the Node of the images, since n8n does not run on Node 20.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imagesNode } from '../nightly/install-node.mjs';

const version = '2.40.5';
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, '.data/n8n');

const { binary, env } = imagesNode();
if (!isInstalled()) installN8n();
const { status } = spawnSync('node_modules/.bin/jest', ['--selectProjects', 'n8n', '--runInBand'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, N8N_PROGRAM: join(folder, 'node_modules/n8n/bin/n8n'), N8N_NODE: binary },
});
process.exitCode = status ?? 1;

/** npm writes its hidden lock file last: without it an install was cut short. */
function isInstalled() {
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) return false;
  return JSON.parse(readFileSync(join(folder, 'node_modules/n8n/package.json'), 'utf8')).version === version;
}

function installN8n() {
  process.stdout.write(`installing n8n ${version} into .data/n8n\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  execFileSync('npm', ['install', '--ignore-scripts', `n8n@${version}`], { cwd: folder, env, stdio: 'inherit' });
}
