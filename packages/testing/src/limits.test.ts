import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const files = execFileSync('git', ['ls-files', '*.test.ts'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

/** A number after a test's or a hook's function, or jest's own setting. */
const ownLimit =
  /^\s*\}, [\d_]{4,}\);$|^\s*(?:before|after)(?:All|Each)\(.*, [\d_]{4,}\);$|^\s*\},\n\s*[\d_]{4,},\n\s*\);$|\bjest\.setTimeout\(/m;

test('no test and no hook has a time limit of its own', () => {
  expect(files.filter((file) => ownLimit.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
