import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

export interface BoundCommand {
  command: string;
  args: readonly string[];
  /** A command that runs the rest as another user; the binding comes after it, since changing the user would undo it. */
  as?: readonly string[];
  cwd?: string;
  /** The child's whole environment; this process's own when absent. */
  env?: Record<string, string | undefined>;
  /** Sent to the child when this process is gone, however it went. */
  deathSignal: 'SIGTERM' | 'SIGINT' | 'SIGKILL';
  /** Written to the child's standard input, which is then closed. */
  input?: string;
}

export interface StopOptions {
  signal: NodeJS.Signals;
  /** After this long the child gets SIGKILL. */
  timeoutMs: number;
}

/**
 * Starts a child that never outlives this process, `kill -9` included: the kernel tells it (setpriv --pdeathsig), or, where
 * there is no setpriv, a small watcher does. It leads its own process group, so a terminal's Ctrl-C reaches the parent alone
 * and the parent decides the order of stopping. Standard output and error are pipes.
 */
export function spawnBound({ command, args, as = [], cwd, env, deathSignal, input }: BoundCommand): ChildProcess {
  const kernelBound = canBindByKernel();
  const binding = kernelBound ? ['setpriv', '--pdeathsig', deathSignal.slice(3)] : [];
  const [program = command, ...programArgs] = [...as, ...binding, command, ...args];
  const child = spawn(program, programArgs, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  if (input !== undefined) {
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  }
  if (!kernelBound && child.pid !== undefined) watchParent(child, deathSignal);
  return child;
}

/** Sends the signal, waits for the exit, and kills what has not gone in time. Harmless on a child that is gone. */
export async function stopProcess(child: ChildProcess, { signal, timeoutMs }: StopOptions): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  child.kill(signal);
  await exited;
  clearTimeout(deadline);
}

let kernelBinding: boolean | undefined;

/** busybox's setpriv has no --pdeathsig, and macOS has no setpriv at all: ask once. */
function canBindByKernel(): boolean {
  kernelBinding ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' }).status === 0;
  return kernelBinding;
}

function watchParent(child: ChildProcess, signal: string): void {
  const script = 'while kill -0 "$0" && kill -0 "$1"; do sleep 1; done 2>/dev/null; kill -s "$2" "$1" 2>/dev/null';
  const args = ['-c', script, String(process.pid), String(child.pid), signal.slice(3)];
  const watcher = spawn('sh', args, { stdio: 'ignore', detached: true });
  watcher.unref();
  child.once('exit', () => watcher.kill('SIGKILL'));
}
