import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** The names of variables: those that a process reads, and those that .env.example explains. */
export function variables(): { read: Set<string>; example: Set<string> } {
  const apps = ['api', 'pipeline-worker', 'render-worker'].map((app) => `apps/${app}/src/env.ts`);
  const read = ['packages/runtime/src/stack-env.ts', ...apps].flatMap((file) =>
    matches(file, /^\s+([A-Z][A-Z0-9_]+): /gm),
  );
  return { read: new Set(read), example: new Set(matches('.env.example', /^([A-Z][A-Z0-9_]*)=/gm)) };
}

function matches(file: string, pattern: RegExp): string[] {
  return Array.from(readFileSync(join(root, file), 'utf8').matchAll(pattern), ([, name]) => name ?? '');
}
