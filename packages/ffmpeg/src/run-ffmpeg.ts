import ffmpeg from 'fluent-ffmpeg';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { CancelledError } from '@bom/domain';
import { inSpan } from '@bom/runtime';
import { ffmpegPath } from './child-programs.ts';
import {
  fileUrl,
  globalOptions,
  inputOptions,
  passOverErrors,
  type FfmpegInput,
  type FfmpegLogLevel,
  type FfmpegOutput,
} from './ffmpeg-arguments.ts';
import { exitError, redactPaths, stopError, type StopReason } from './failure.ts';
import { createProgressReader, type FfmpegProgress } from './progress.ts';
import { readWavLength } from './wav-length.ts';

export interface FfmpegRun {
  inputs: FfmpegInput[];
  /** Made by our own code; a user's text never gets into it. */
  complexFilter?: string;
  outputs: FfmpegOutput[];
  signal: AbortSignal;
  /** Wall clock for the whole run. */
  timeoutMs: number;
  /** Stopped when neither frames nor time nor bytes moved for so long; a minute by default. */
  noProgressMs?: number;
  onProgress?: (progress: FfmpegProgress) => void;
  logLevel?: FfmpegLogLevel;
  /** Messages kept, counted from the end. */
  keepLines?: number;
}

const killAfterMs = 2000;
const shownLines = 20;

/**
 * Runs one ffmpeg to its end. Exit code 0 proves nothing about the outputs: the caller verifies them. The child gets
 * SIGTERM, two seconds later SIGKILL, when the signal aborts or a limit is passed; it dies with this process. Throws
 * `CancelledError`; `TransientError` ffmpeg_timeout, ffmpeg_stalled, ffmpeg_crashed, disk_full, out_of_memory;
 * `PermanentError` ffmpeg_failed, ffmpeg_missing, output_too_big. `details.stderr` has the last lines without paths.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<{ stderrTail: string }> {
  if (run.signal.aborted) throw new CancelledError('The media work was cancelled.');
  return inSpan({ name: 'ffmpeg' }, async () =>
    runCommand({ ...run, inputs: await Promise.all(run.inputs.map(openEnded)) }),
  );
}

/**
 * A WAV whose header leaves its length open ends in a packet that ffmpeg calls corrupt, though all of its sound is
 * there; only for such a file is that no reason to stop.
 */
async function openEnded(input: FfmpegInput): Promise<FfmpegInput> {
  if (!('path' in input) || input.format !== 'wav') return input;
  const length = await readWavLength(input.path).catch(() => 'none');
  return length === 'open' ? { ...input, options: [...(input.options ?? []), ...passOverErrors] } : input;
}

async function runCommand(run: FfmpegRun): Promise<{ stderrTail: string }> {
  const command = buildCommand(run);
  const lines: string[] = [];
  const keepLines = run.keepLines ?? 200;
  const guard = createGuard(run);
  const progress = createProgressReader();
  command.on('stderr', (line: string) => {
    const read = progress.read(line);
    if (read.moved !== undefined) {
      guard.moved();
      run.onProgress?.(read.moved);
    }
    if (!read.isProgress && line !== '') lines.push(line);
    if (lines.length > keepLines) lines.shift();
  });
  const exit = await awaitExit(command, guard);
  guard.release();
  const stderrTail = redactPaths(lines.slice(-shownLines).join('\n'));
  throwOwnFailure(run.inputs);
  if (guard.reason !== null) throw stopError(guard.reason, guard.limitMs(), stderrTail);
  if (exit.failed) throw await exitError({ program: 'ffmpeg', ...exit, stderrTail, outputs: outputPaths(run) });
  return { stderrTail: run.keepLines === undefined ? stderrTail : lines.join('\n') };
}

function buildCommand(run: FfmpegRun): ffmpeg.FfmpegCommand {
  const command = ffmpeg({ stdoutLines: 50 }).setFfmpegPath(ffmpegPath);
  // Its own look at `ffmpeg -formats` costs two more processes and misreads newer ffmpegs.
  Object.assign(command, {
    _checkCapabilities: (done: (error: null) => void) => done(null),
    availableEncoders: (done: (error: null, encoders: object) => void) => done(null, {}),
  });
  run.inputs.forEach((input, index) => {
    const before = index === 0 ? globalOptions(run.logLevel ?? 'error') : [];
    command.input(inputSource(input)).inputOptions(...asWords([...before, ...inputOptions(input)]));
  });
  if (run.complexFilter !== undefined) command.complexFilter(run.complexFilter);
  for (const output of run.outputs) {
    if ('stream' in output) command.output(openPipe(output.stream));
    else command.output(output.path === '-' ? '-' : fileUrl(output.path));
    if (output.options.length > 0) command.outputOptions(...asWords(output.options));
  }
  return command;
}

function inputSource(input: FfmpegInput): string | Readable {
  if ('stream' in input) return input.stream;
  return 'generated' in input ? input.generated : fileUrl(input.path);
}

/**
 * fluent-ffmpeg calls a closed target a failure when the exit comes 20 ms later, so it gets one that never closes.
 */
function openPipe(target: Writable): PassThrough {
  const pipe = new PassThrough({ emitClose: false });
  pipe.pipe(target);
  return pipe;
}

/** fluent-ffmpeg splits a lone option at its space; two or more arguments are taken as they are. */
function asWords(options: string[]): [string, string, ...string[]] {
  const [first, second, ...rest] = options;
  if (first === undefined || second === undefined) throw new Error('ffmpeg options come as two words or more');
  return [first, second, ...rest];
}

interface Guard {
  reason: StopReason | null;
  started: (child: ChildProcess) => void;
  moved: () => void;
  limitMs: () => number;
  release: () => void;
}

/** Stops the child on abort, on the wall clock and when nothing moves. */
function createGuard(run: FfmpegRun): Guard {
  const noProgressMs = run.noProgressMs ?? 60_000;
  let running: ChildProcess | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (reason: StopReason): void => {
    guard.reason ??= reason;
    if (running === undefined) return;
    // It may be waiting for input, deaf to SIGTERM.
    running.stdin?.destroy();
    running.kill('SIGTERM');
    killTimer ??= setTimeout(() => running?.kill('SIGKILL'), killAfterMs);
  };
  const abort = (): void => stop('cancelled');
  const wallTimer = setTimeout(() => stop('timeout'), run.timeoutMs);
  const stallTimer = setTimeout(() => stop('stalled'), noProgressMs);
  run.signal.addEventListener('abort', abort, { once: true });
  const guard: Guard = {
    reason: null,
    started(child) {
      running = child;
      if (guard.reason !== null) stop(guard.reason);
    },
    moved: () => void stallTimer.refresh(),
    limitMs: () => (guard.reason === 'timeout' ? run.timeoutMs : noProgressMs),
    release() {
      for (const timer of [wallTimer, stallTimer, killTimer]) clearTimeout(timer);
      run.signal.removeEventListener('abort', abort);
    },
  };
  return guard;
}

interface Exit {
  failed: boolean;
  code: number | null;
  signal: string | null;
}

async function awaitExit(command: ffmpeg.FfmpegCommand, guard: Guard): Promise<Exit> {
  let child: ChildProcess | undefined;
  const failed = await new Promise<boolean>((resolve) => {
    command.on('start', () => {
      child = (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc;
      guard.started(child);
    });
    command.on('end', () => resolve(false));
    command.on('error', () => resolve(true));
    command.run();
  });
  // When a stream of ours failed, fluent-ffmpeg tells so before the child is gone.
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  return { failed, code: child?.exitCode ?? null, signal: child?.signalCode ?? null };
}

/** What went wrong while our own side drew the input is the cause, and ffmpeg's complaint only its echo. */
function throwOwnFailure(inputs: FfmpegInput[]): void {
  for (const input of inputs) {
    if (!('stream' in input)) continue;
    if (input.stream.errored) throw input.stream.errored;
    input.stream.destroy();
  }
}

function outputPaths(run: FfmpegRun): string[] {
  return run.outputs.flatMap((output) => ('path' in output && output.path !== '-' ? [output.path] : []));
}
