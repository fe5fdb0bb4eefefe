import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pages } from './pages.ts';
import { programsOf } from './run-page.ts';
import { pagesTriedElsewhere } from './tried-elsewhere.ts';

const root = join(__dirname, '../..');

/** The compiler's words on programs, each page's in a folder of its own. */
function compile(programs: Record<string, { name: string; text: string }[]>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bom-programs-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const compilerOptions = { noEmit: true, composite: false, allowImportingTsExtensions: true, types: ['node'] };
    const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*/*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    for (const [page, files] of Object.entries(programs)) {
      const own = join(folder, page.replaceAll('/', '_'));
      mkdirSync(own);
      for (const { name, text } of files) writeFileSync(join(own, name), text);
    }
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the programs that pages show compile, strictly and against the typed client', () => {
  // What a page adds to the sources is compiled with them, by the test of that page.
  const own = pages().filter(({ path }) => !(path in pagesTriedElsewhere));
  const programs = Object.fromEntries(own.map(({ path, text }) => [path, programsOf(text)]));
  expect(Object.values(programs).flat().length).toBeGreaterThan(3);
  expect(compile(programs)).toBe('');
});

test('a program that names a route that does not exist does not compile', () => {
  const text = `import { createBomClient } from '@bom/client';
export const answer = createBomClient({ baseUrl: '' }).GET('/api/nothing');`;
  expect(compile({ page: [{ name: 'wrong.ts', text }] })).toContain('wrong.ts(2');
});
