import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { spawnBound, stopProcess, type BoundCommand } from './spawn-bound.ts';

export interface ServerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunningServer {
  url: string;
  port: number;
  pid: number;
  /** Settles when the process is gone, whatever the cause; never rejects. */
  exited: Promise<ServerExit>;
  /** Clean stop, with everything written; SIGKILL when it takes too long. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
}

export interface ServerCommand extends BoundCommand {
  /** What the messages call it. */
  name: string;
  /** A line of output holding this means that it takes connections. */
  readyText: string;
  stopSignal: NodeJS.Signals;
  onLog: ((line: string) => void) | undefined;
}

/** A server that ended before it was ready; `output` is its last lines, by which the caller may decide to try again. */
export class ServerStartError extends Error {
  readonly output: string;
  constructor(name: string, output: string, cause?: unknown) {
    super(`${name} did not start: ${output.trim().split('\n').slice(-4).join(' | ') || 'it said nothing.'}`, { cause });
    this.name = 'ServerStartError';
    this.output = output;
  }
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;

/** Starts the command and waits for its ready line. Throws ServerStartError when it ends or stays silent for a minute. */
export async function startServer(command: ServerCommand): Promise<Omit<RunningServer, 'url' | 'port'>> {
  const child = spawnBound(command);
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  await waitUntilReady(child, command);
  return {
    pid: child.pid ?? 0,
    exited,
    stop: () => stopProcess(child, { signal: command.stopSignal, timeoutMs: stopTimeoutMs }),
    kill: () => stopProcess(child, { signal: 'SIGKILL', timeoutMs: stopTimeoutMs }),
  };
}

function waitUntilReady(child: ChildProcess, { name, readyText, onLog }: ServerCommand): Promise<void> {
  return new Promise((resolve, reject) => {
    let output: string[] | undefined = [];
    const fail = (cause?: unknown): void => {
      clearTimeout(deadline);
      child.kill('SIGKILL');
      reject(new ServerStartError(name, output?.join('\n') ?? '', cause));
    };
    const deadline = setTimeout(fail, startTimeoutMs);
    child.once('error', fail);
    // 'close', not 'exit': the last words may still be in the pipe.
    child.once('close', () => fail());
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        onLog?.(line);
        output?.push(line);
        if (output === undefined || !line.includes(readyText)) return;
        output = undefined;
        clearTimeout(deadline);
        resolve();
      });
    }
  });
}
