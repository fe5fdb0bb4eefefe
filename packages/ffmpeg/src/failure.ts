import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CancelledError, PermanentError, TransientError } from '@bom/domain';

/** Why we stopped a child ourselves. */
export type StopReason = 'cancelled' | 'timeout' | 'stalled';

const diskFullBelowBytes = 16 * 1024 * 1024;
const exitNotFound = 127;
const exitFileTooBig = 128 + 25;
/** ENOMEM, in the words of ffmpeg and of the C library; its exit code says no more than that it failed. */
const outOfMemory = /Cannot allocate memory|Out of memory|std::bad_alloc/i;

/** The error for a child that we stopped. */
export function stopError(reason: StopReason, limitMs: number, stderrTail: string): Error {
  const details = { stderr: stderrTail };
  if (reason === 'cancelled') return new CancelledError('The media work was cancelled.');
  if (reason === 'timeout') {
    return new TransientError('ffmpeg_timeout', `ffmpeg was stopped: it took longer than ${limitMs} ms.`, { details });
  }
  return new TransientError('ffmpeg_stalled', `ffmpeg was stopped: it made no progress for ${limitMs} ms.`, {
    details,
  });
}

/**
 * The error for a child that ended badly by itself. Its own verdict on its input is final (`PermanentError`); a
 * crash, a full disk or want of memory may pass.
 */
export async function exitError(exit: {
  program: string;
  code: number | null;
  signal: string | null;
  stderrTail: string;
  outputs: string[];
}): Promise<Error> {
  const { program, code, signal } = exit;
  const details = { stderr: exit.stderrTail, exitCode: code, signal };
  if (code === exitNotFound) {
    return new PermanentError('ffmpeg_missing', `${program} is not installed; install it or put it on the PATH.`, {
      details,
    });
  }
  if (code === exitFileTooBig || signal === 'SIGXFSZ') {
    return new PermanentError('output_too_big', `${program} wrote more than the allowed file size.`, { details });
  }
  if (await anyDiskFull(exit.outputs)) {
    return new TransientError('disk_full', `${program} failed because the disk is full; free some space.`, { details });
  }
  if (outOfMemory.test(exit.stderrTail)) {
    const message = `${program} was refused memory; give the machine more, or render less at once.`;
    return new TransientError('out_of_memory', message, { details });
  }
  if (signal !== null) {
    return new TransientError('ffmpeg_crashed', `${program} was ended by ${signal}.`, { details });
  }
  return new PermanentError('ffmpeg_failed', `${program} failed with exit code ${code ?? 'unknown'}.`, { details });
}

/** File paths (ours, and so the machine's) are no business of who reads the error. */
export function redactPaths(text: string): string {
  return text.replaceAll(/(?:file:)?(?<!\w)(?:\/[^\s/'":,;]+)+\/?/g, '<path>');
}

async function anyDiskFull(outputs: string[]): Promise<boolean> {
  for (const output of outputs) {
    const disk = await statfs(dirname(output)).catch(() => null);
    if (disk !== null && disk.bavail * disk.bsize < diskFullBelowBytes) return true;
  }
  return false;
}
