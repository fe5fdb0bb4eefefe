import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
/** What took half a minute for one text takes hours for all of them; what is linear takes seconds, also on a busy machine. */
const limitMs = 8 * 60_000;

test(
  'no text of 100 kB makes a function that strangers reach stand still',
  async () => {
    const feeder = join(root, 'tests/stack/feed-hostile-texts.mjs');
    const fed = promisify(execFile)(process.execPath, ['--conditions=@bom/source', '--import', 'tsx', feeder], {
      cwd: root,
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: 64 * 1024 * 1024,
    });
    // The last line names the function and the text at which it stood still.
    const { stdout } = await fed.catch((error: Error & { stdout: string }) => {
      throw new Error(`Stopped at ${error.stdout.trim().split('\n').at(-1)}: ${error.message.slice(-2000)}`);
    });
    expect(stdout.trim().split('\n').at(-1)).toBe('all fed');
  },
  10 * 60_000,
);
