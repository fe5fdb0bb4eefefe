import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

describe('the compiled kernel', () => {
  it('is what its source compiles to', async () => {
    const build = join(__dirname, '../../kernel/build.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [build, '--print'], { maxBuffer: 1 << 20 });
    expect(await readFile(join(__dirname, 'kernel.wasm.ts'), 'utf8')).toBe(stdout);
  });
});
