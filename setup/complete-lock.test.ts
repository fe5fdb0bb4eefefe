import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('package-lock.json names the packages of every platform, so that npm ci takes it', () => {
  const { stderr } = spawnSync(process.execPath, [join(__dirname, 'complete-lock.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
});
