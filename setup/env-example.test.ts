import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

test('.env.example names every variable that a process reads, and no other', () => {
  const files = ['packages/runtime/src/stack-env.ts', ...appEnvFiles()];
  const read = files.flatMap((file) => matches(file, /^\s+([A-Z][A-Z0-9_]+): /gm));
  const internal = new Set(['BOM_PARENT_PID', 'NO_COLOR']);
  const composeOnly = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD'];
  const expected = [...new Set(read), ...composeOnly].filter((name) => !internal.has(name));
  expect(matches('.env.example', /^([A-Z][A-Z0-9_]*)=/gm).sort()).toEqual(expected.sort());
});

function appEnvFiles(): string[] {
  return ['api', 'pipeline-worker', 'render-worker', 'studio'].map((app) => `apps/${app}/src/env.ts`);
}

function matches(file: string, pattern: RegExp): string[] {
  return Array.from(readFileSync(join(root, file), 'utf8').matchAll(pattern), ([, name]) => name ?? '');
}
