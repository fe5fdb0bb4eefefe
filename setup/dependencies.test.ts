import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

// In a checkout every package is reachable from everywhere; in an image, only what the package.json of its importer names.

const root = join(__dirname, '..');

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  exports?: Record<string, { '@bom/source': string }>;
}

const readManifest = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const ofRoot = names(readManifest(root).devDependencies);
const workspaces = ['apps', 'packages'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => `${group}/${name}`),
);

describe.each(workspaces)('%s', (workspace) => {
  const folder = join(root, workspace);
  const { dependencies, devDependencies, exports = {} } = readManifest(folder);
  const declared = names(dependencies);
  const declaredForTests = names(devDependencies);
  const sources = listSources(folder);
  /** Where a process or another package comes in; what is exported below ./testing is for tests alone. */
  const entries = [
    ...Object.entries(exports)
      .filter(([name]) => !name.startsWith('./testing/'))
      .map(([, entry]) => join(folder, entry['@bom/source'])),
    ...['src/main.ts', 'src/migrate.ts', 'src/demo/main.ts'].map((file) => join(folder, file)).filter(existsSync),
  ];

  test('declares what it loads at run time, and nothing else, as dependencies', async () => {
    const loaded = await readLoaded(entries);
    expect({ missing: without(loaded, declared) }).toEqual({ missing: [] });
    expect({ unused: without(declared, [...loaded, ...peersOf(folder, loaded)]) }).toEqual({ unused: [] });
  });

  test('declares what its tests and types alone need as devDependencies', async () => {
    const loaded = await readLoaded(sources);
    expect({ missing: without(loaded, [...declared, ...declaredForTests, ...ofRoot]) }).toEqual({ missing: [] });
    const named = [...loaded, ...readTypes(sources)];
    const used = [...named, ...peersOf(folder, named), ...named.map((name) => `@types/${name}`)];
    expect({ unused: without(declaredForTests, used) }).toEqual({ unused: [] });
    expect({ twice: declaredForTests.filter((name) => declared.includes(name)) }).toEqual({ twice: [] });
  });
});

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory())
      return ['dist', 'node_modules'].includes(entry.name) ? [] : listSources(join(folder, entry.name));
    return entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [];
  });
}

/** The packages that Node loads for these files and all that they import of their own package; types alone don't count. */
async function readLoaded(entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: '/nowhere',
    write: false,
    metafile: true,
    absWorkingDir: root,
    loader: { '.ts': 'ts' },
    logLevel: 'error',
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((it) => it.external));
  const resolved = Object.keys(metafile.inputs).flatMap((file) =>
    readMatches(join(root, file), /\.resolve\('([^']+)'\)/g),
  );
  return packageNames([...imported.map(({ path }) => path), ...resolved]);
}

function readTypes(files: string[]): string[] {
  return packageNames(files.flatMap((file) => readMatches(file, /(?:from |import\()'([^']+)'/g)));
}

function readMatches(file: string, pattern: RegExp): string[] {
  return [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, path]) => path ?? '');
}

function packageNames(paths: string[]): string[] {
  const outside = paths.filter((path) => !path.startsWith('.') && !path.startsWith('/') && !isBuiltin(path));
  return [...new Set(outside.map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/')))];
}

/** What a package asks of its user, who declares it without importing it. */
function peersOf(folder: string, packages: string[]): string[] {
  return packages.flatMap((name) => {
    const found = [folder, root].map((place) => join(place, 'node_modules', name)).find(existsSync);
    return found ? names(readManifest(found).peerDependencies) : [];
  });
}

function names(record: Record<string, string> = {}): string[] {
  return Object.keys(record);
}

function without(all: string[], known: string[]): string[] {
  return all.filter((name) => !known.includes(name));
}
