import { spawn } from 'node:child_process';
import { CancelledError, PermanentError, TransientError } from '@bom/domain';
import { runChildPath } from '@bom/ffmpeg';

interface EspeakRun {
  args: string[];
  /** On stdin: no text of a user is ever an argument. */
  text?: string;
  signal: AbortSignal;
  timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;
const maxOutputBytes = 64 * 1024 * 1024;

/**
 * What espeak-ng writes to stdout. It starts as ffmpeg does: with limits, without network, and with none of this
 * process's environment. Throws CancelledError; PermanentError `espeak_missing`; TransientError `espeak_failed`,
 * `espeak_timeout`. The child is dead or dying when this settles.
 */
export function runEspeak({ args, text = '', signal, timeoutMs = defaultTimeoutMs }: EspeakRun): Promise<Buffer> {
  if (signal.aborted) return Promise.reject(new CancelledError('The narration was cancelled.'));
  return new Promise((resolve, reject) => {
    const child = spawn(runChildPath, ['espeak-ng', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    const complaints: string[] = [];
    let size = 0;
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      child.kill('SIGKILL');
      act();
    };
    const onAbort = (): void => settle(() => reject(new CancelledError('The narration was cancelled.')));
    const timer = setTimeout(
      () =>
        settle(() => reject(failed('espeak_timeout', `espeak-ng did not finish within ${timeoutMs / 1000} seconds.`))),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutputBytes) chunks.push(chunk);
      else settle(() => reject(failed('espeak_failed', 'espeak-ng wrote more sound than a film can hold.')));
    });
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString().slice(0, 200)));
    // It may end before it has read everything; its exit tells why.
    child.stdin.on('error', () => undefined);
    child.once('error', (error) =>
      settle(() => reject(failed('espeak_failed', `espeak-ng could not be started: ${error.message}.`))),
    );
    child.once('close', (code) => {
      const said = complaints.join('').trim().slice(0, 200);
      settle(() => (code === 0 ? resolve(Buffer.concat(chunks)) : reject(exitFailure(code, said))));
    });
    child.stdin.end(text);
  });
}

/** What the wrapper ends with where there is no such program. */
const exitNotFound = 127;

function exitFailure(code: number | null, said: string): Error {
  if (code !== exitNotFound) return failed('espeak_failed', `espeak-ng failed: ${said || `exit ${code}`}.`);
  return new PermanentError(
    'espeak_missing',
    'espeak-ng is not installed: install it with the package manager (apt install espeak-ng).',
  );
}

function failed(code: string, message: string): TransientError {
  return new TransientError(code, message);
}
