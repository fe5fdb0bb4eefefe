/**
 * node setup/complete-lock.mjs [--check]
 *
 * Adds to package-lock.json the optional packages of other platforms that `npm install` left out, because the registry it asked does
 * not keep them: without them `npm ci` refuses the whole file, on every platform. Their versions are those that their
 * parents pin. With --check it changes nothing and fails when some are missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const systems = {
  windows: 'win32',
  win32: 'win32',
  darwin: 'darwin',
  linux: 'linux',
  android: 'android',
  freebsd: 'freebsd',
  openharmony: 'openharmony',
};
const processors = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64'];
const libraries = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = Object.entries(lock.packages).flatMap(([path, entry]) => findMissing(path, entry));

if (process.argv.includes('--check')) {
  for (const { path } of missing)
    process.stderr.write(`${path} is missing in package-lock.json: run node setup/complete-lock.mjs\n`);
  process.exitCode = missing.length === 0 ? 0 : 1;
} else {
  const sorted = Object.entries({
    ...lock.packages,
    ...Object.fromEntries(missing.map(({ path, entry }) => [path, entry])),
  }).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  process.stdout.write(`${missing.length} packages added\n`);
}

function findMissing(parentPath, parent) {
  return Object.entries(parent.optionalDependencies ?? {}).flatMap(([name, version]) => {
    const path = `node_modules/${name}`;
    const isThere = lock.packages[path] ?? lock.packages[`${parentPath}/${path}`];
    return isThere ? [] : [{ path, entry: describe(name, version, parent) }];
  });
}

/** The platform is in the name: `@swc/core-linux-arm64-musl`. */
function describe(name, version, parent) {
  const words = name.split('/').at(-1).split(/[-_]/);
  const pick = (known) => words.flatMap((word) => known[word] ?? []).slice(0, 1);
  const [os, cpu, libc] = [pick(systems), pick(Object.fromEntries(processors.map((it) => [it, it]))), pick(libraries)];
  if (os.length === 0 || cpu.length === 0 || !/^\d/.test(version))
    throw new Error(`${name}@${version} can't be added: not a platform's package.`);
  const flags = { ...(parent.dev ? { dev: true } : {}), ...(parent.devOptional ? { devOptional: true } : {}) };
  return { version, cpu, ...flags, ...(libc.length > 0 ? { libc } : {}), optional: true, os };
}
