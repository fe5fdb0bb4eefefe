import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');

test('the configuration page is what its tool makes of .env.example and the env.ts of each app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bom-configuration-'));
  const made = join(folder, 'configuration.md');
  const args = ['--conditions=@bom/source', '--import', 'tsx', 'docs/tools/configuration.ts', made];
  try {
    execFileSync(process.execPath, args, { cwd: root });
    // Differs? npx tsx --conditions=@bom/source docs/tools/configuration.ts
    expect(page).toBe(readFileSync(made, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the configuration page marks as secret whatever a process blanks in its log', () => {
  const sources = ['apps/api/src/main.ts', 'apps/pipeline-worker/src/env.ts'].map((path) =>
    readFileSync(join(root, path), 'utf8'),
  );
  const blanked = sources.flatMap((source) => {
    const list = /const secrets = \[([\s\S]+?)\];/.exec(source)?.[1] ?? '';
    return [...list.matchAll(/env\.([A-Z0-9_]+)/g)].map(([, name]) => name ?? '');
  });
  expect(blanked.length).toBeGreaterThan(12);
  const rowOf = (name: string) => page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
  expect(blanked.filter((name) => !rowOf(name).includes('**secret**'))).toEqual([]);
});
