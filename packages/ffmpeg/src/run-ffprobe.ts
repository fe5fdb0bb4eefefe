import { execFile } from 'node:child_process';
import { CancelledError, TransientError } from '@bom/domain';
import { runChildPath } from './child-programs.ts';
import { exitError, redactPaths } from './failure.ts';

export interface ProbeLimits {
  /** Pins the demuxer; where absent ffprobe looks at the bytes. */
  format?: string;
  signal: AbortSignal;
  timeoutMs: number;
}

const maxReportBytes = 32 * 1024 * 1024;

/** Runs ffprobe under the same limits as ffmpeg and returns its stdout. Throws like `runFfmpeg`. */
export async function runFfprobe(args: string[], limits: { signal: AbortSignal; timeoutMs: number }): Promise<string> {
  if (limits.signal.aborted) throw new CancelledError('The media work was cancelled.');
  const options = {
    timeout: limits.timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: maxReportBytes,
    signal: limits.signal,
  } as const;
  const result = await new Promise<{
    error: import('node:child_process').ExecFileException | null;
    stdout: string;
    stderr: string;
  }>((resolve) => {
    execFile(runChildPath, ['ffprobe', ...args], options, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
  });
  if (result.error === null) return result.stdout;
  if (limits.signal.aborted) throw new CancelledError('The media work was cancelled.');
  const stderrTail = redactPaths(result.stderr.trim().split('\n').slice(-20).join('\n'));
  if (result.error.killed === true) {
    const message = `ffprobe was stopped: it took longer than ${limits.timeoutMs} ms.`;
    throw new TransientError('ffmpeg_timeout', message, { details: { stderr: stderrTail } });
  }
  const code = typeof result.error.code === 'number' ? result.error.code : null;
  throw await exitError({ program: 'ffprobe', code, signal: result.error.signal ?? null, stderrTail, outputs: [] });
}
