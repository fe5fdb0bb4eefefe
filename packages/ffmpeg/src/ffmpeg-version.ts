import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PermanentError } from '@bom/domain';
import { runChildPath } from './child-programs.ts';

let known: string | undefined;

/**
 * The installed ffmpeg's version, such as `5.1.9-0+deb12u1`; asked once, as whoever asks whether it is there asks
 * often, most of all while the machine is busy. Throws `PermanentError` ffmpeg_missing.
 */
export async function ffmpegVersion(): Promise<string> {
  known ??= await askVersion();
  return known;
}

async function askVersion(): Promise<string> {
  const run = promisify(execFile)(runChildPath, ['ffmpeg', '-version'], { timeout: 10_000 });
  const { stdout } = await run.catch((error: unknown) => {
    throw new PermanentError('ffmpeg_missing', 'ffmpeg is not installed; install it or put it on the PATH.', {
      cause: error,
    });
  });
  return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}
