/**
 * Unit and integration tests under the Node that docker/Dockerfile names, from npm's package of its binary. What node_modules has
 * of native code speaks Node-API, which is the same for all Nodes, so one install serves both.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const node = installNode(readVersion());
const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) };
const said = execFileSync('node', ['--version'], { env, encoding: 'utf8' }).trim();
process.stdout.write(`unit and integration tests on Node ${said}\n`);
const jest = ['node', 'node_modules/jest/bin/jest.js', '--selectProjects', 'unit', 'integration'];
const args = ['setup/setup.mjs', '--for', 'test', '--', ...jest, ...process.argv.slice(2)];
const { status } = spawnSync('node', args, { cwd: root, env, stdio: 'inherit' });
process.exitCode = status ?? 1;

function readVersion() {
  const [, version] = /^FROM node:([\d.]+)/m.exec(readFileSync(join(root, 'docker/Dockerfile'), 'utf8'));
  return version;
}

/** Its binary's path. The package `node` would choose one of these in an install script, and .npmrc forbids those. */
function installNode(version) {
  const folder = join(root, '.data/nodes', version);
  const packageName = `node-${platform()}-${arch()}`;
  const binary = join(folder, 'node_modules', packageName, 'bin/node');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  execFileSync('npm', ['install', '--no-save', `${packageName}@${version}`], { cwd: folder, stdio: 'inherit' });
  return binary;
}
