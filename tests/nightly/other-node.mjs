/**
 * Unit and integration tests under the Node of the images. What node_modules has of native code speaks Node-API, which is the
 * same for all Nodes, so one install serves both.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imagesNode } from './install-node.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const { env } = imagesNode();
const said = execFileSync('node', ['--version'], { env, encoding: 'utf8' }).trim();
process.stdout.write(`unit and integration tests on Node ${said}\n`);
const jest = ['node', 'node_modules/jest/bin/jest.js', '--selectProjects', 'unit', 'integration'];
const args = ['setup/setup.mjs', '--for', 'test', '--', ...jest, ...process.argv.slice(2)];
const { status } = spawnSync('node', args, { cwd: root, env, stdio: 'inherit' });
process.exitCode = status ?? 1;
