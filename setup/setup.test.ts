import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A bare clone with stand-ins for npm, apt-get and the tools: what the set-up does, without doing it to this machine. */
let root: string;
let bin: string;

const tools = ['ffmpeg', 'redis-server', 'espeak-ng', 'setpriv', 'flock', 'fc-list'];
const fonts = 'Inter\nNoto Sans\nNoto Sans CJK JP,Noto Sans CJK JP Bold\nNoto Color Emoji\n';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bom-setup-'));
  bin = join(root, 'bin');
  await mkdir(bin);
  await mkdir(join(root, 'prisma'));
  await cp(__dirname, join(root, 'setup'), { recursive: true });
  await writeFile(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } }),
  );
  await writeFile(join(root, 'prisma/schema.prisma'), 'model A {}');
  for (const name of ['sh', 'env', 'rm', 'cp', 'cat', 'mkdir', 'chmod', 'true'])
    await symlink(await which(name), join(bin, name));
  await fake(
    'npm',
    `mkdir -p node_modules/prisma/build && cp package-lock.json node_modules/.package-lock.json
    echo "require('fs').mkdirSync('packages/db/src/generated', { recursive: true }); require('fs').writeFileSync('packages/db/src/generated/client.ts', '')" > node_modules/prisma/build/index.js
    echo "npm $*" >> log`,
  );
  await chmod(root, 0o777);
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('a bare clone gets the missing tools, the packages and the database client, and the second run skips all of it', async () => {
  await fakeSudo();
  await fake('apt-get', `echo "apt-get $*" >> log; ${tools.map(makeTool).join('; ')}`);
  const first = await runSetup(['--', 'env', 'true']);
  expect(first).toMatchObject({ code: 0 });
  expect(first.said).toContain(
    'set-up: installing ffmpeg redis-server espeak-ng util-linux fontconfig fonts-inter fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji with apt-get.',
  );
  expect(await log()).toMatch(
    /apt-get install -y .* ffmpeg redis-server .*\nnpm ci --include=dev --no-audit --no-fund\n$/,
  );

  await rm(join(root, 'log'));
  const second = await runSetup([]);
  expect(second).toMatchObject({ code: 0, said: '' });
  expect(await log()).toBe('');
});

test('lists of packages that are too old are fetched again', async () => {
  await fakeSudo();
  const failOnce = 'case "$*" in *install*) test -e updated || exit 100;; update*) echo > updated;; esac';
  await fake('apt-get', `echo "apt-get $1" >> log; ${failOnce}; ${tools.map(makeTool).join('; ')}`);
  expect(await runSetup([])).toMatchObject({ code: 0 });
  expect(await log()).toMatch(/apt-get update\napt-get install\nnpm/);
});

test('without the right to install it stops with the one command to run, before anything else', async () => {
  await fake('apt-get', 'echo "apt-get $*" >> log');
  for (const tool of tools) if (tool !== 'redis-server') await fake(tool, toolScript(tool));
  const { code, said } = await runSetup([], { unprivileged: true });
  expect(code).toBe(1);
  expect(said).toContain('redis-server is missing, and this user may not install. Run this once, then try again:');
  expect(said).toContain("sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends redis-server'");
  expect(await log()).toBe('');
});

test('an ffmpeg that stays too old after the install is named', async () => {
  for (const tool of tools) await fake(tool, toolScript(tool));
  await fakeSudo();
  await fake('ffmpeg', 'echo "ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright"');
  await fake('apt-get', 'echo "apt-get $*" >> log');
  const { code, said } = await runSetup([]);
  expect(code).toBe(1);
  expect(said).toContain('ffmpeg 5.1 or newer is still missing after the install; install it by hand.');
});

test('a package of another version than the lock file names is installed again', async () => {
  for (const tool of tools) await fake(tool, toolScript(tool));
  expect(await runSetup([])).toMatchObject({ code: 0 });
  await writeFile(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.1' } } }),
  );
  expect(await runSetup([])).toMatchObject({ code: 0 });
  expect((await log()).match(/npm ci/g)).toHaveLength(2);
});

test('two set-ups at once install once, and a lock that a killed one left is taken over', async () => {
  for (const tool of tools) await fake(tool, toolScript(tool));
  await mkdir(join(root, '.data'));
  await writeFile(join(root, '.data/setup.lock'), '1');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(join(root, '.data/setup.lock'), longAgo, longAgo);
  const both = await Promise.all([runSetup([]), runSetup([])]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect((await log()).match(/npm ci/g)).toHaveLength(1);
});

test('a build needs no tools', async () => {
  expect(await runSetup(['--for', 'build'])).toMatchObject({ code: 0 });
  expect(await log()).toMatch(/^npm ci/);
});

test('the command gets its arguments, and its exit code is the set-up’s', async () => {
  for (const tool of tools) await fake(tool, toolScript(tool));
  await fake('the-command', 'echo "$#:$2" > said; exit 7');
  expect(await runSetup(['--for', 'demo', '--', 'the-command', '--brief', 'a b.json'])).toMatchObject({ code: 7 });
  expect(await readFile(join(root, 'said'), 'utf8')).toBe('2:a b.json\n');
  await fake('the-command', 'kill -KILL $$');
  expect(await runSetup(['--', 'the-command'])).toMatchObject({ code: 137 });
});

function toolScript(tool: string): string {
  if (tool === 'ffmpeg') return 'echo "ffmpeg version 5.1.9-0+deb12u1 Copyright"';
  if (tool === 'fc-list') return `echo '${fonts}'`;
  return 'true';
}

function makeTool(tool: string): string {
  const file = join(bin, tool);
  return `cat > ${file} <<'END'\n#!/bin/sh\n${toolScript(tool)}\nEND\nchmod 755 ${file}`;
}

async function fake(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

async function which(name: string): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = await readFile(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (found) return join(folder, name);
  }
  throw new Error(`no ${name} on this machine`);
}

/** For those who run the tests as an ordinary user: root has no need of it. */
const fakeSudo = (): Promise<void> => fake('sudo', 'shift; exec "$@"');

const log = (): Promise<string> => readFile(join(root, 'log'), 'utf8').catch(() => '');

function runSetup(args: string[], { unprivileged = false } = {}): Promise<{ code: number | null; said: string }> {
  const user = unprivileged && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, [join(root, 'setup/setup.mjs'), ...args], {
    cwd: root,
    env: { PATH: bin, HOME: root },
    ...user,
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}
