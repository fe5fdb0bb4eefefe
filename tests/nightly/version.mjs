import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** The runner writes its results there, and tests nothing in it. */
const allButResults = ['--', '.', ':(exclude)docs/nightly.md'];

/** A name for the sources as they lie here: the same one for the same files, committed or not. */
export function versionOf(root) {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const hash = createHash('sha256').update(git('ls-tree', '-r', 'HEAD').replace(/^.*\tdocs\/nightly\.md\n/m, ''));
  hash.update(git('diff', 'HEAD', '--binary', ...allButResults));
  const strange = git('ls-files', '--others', '--exclude-standard', '-z', ...allButResults)
    .split('\0')
    .filter(Boolean);
  for (const file of strange) hash.update(`${file} ${git('hash-object', '--', file)}`);
  return hash.digest('hex').slice(0, 12);
}
