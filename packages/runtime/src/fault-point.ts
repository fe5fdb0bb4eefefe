import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { TransientError } from '@bom/domain';
import { ConfigurationError } from './env.ts';

/** The places between two effects where a crash hurts most. The tests break each of them in every mode. */
export const faultNames = [
  'afterPgBeforeEnqueue',
  'afterEnqueueBeforeMark',
  'afterProviderBeforeSave',
  'duringRender',
  'afterRenderBeforeUpload',
  'afterUploadBeforeCommit',
  'afterCommitBeforeAck',
  'afterEmailBeforeMark',
  'afterHookPostBeforeMark',
  'afterStripeBeforeLedger',
] as const;
export type FaultName = (typeof faultNames)[number];

/**
 * `throw`: an error that nobody expected. `kill9`: the process is gone at once. `hang`: the whole process stands still, its
 * connections open, until somebody sends SIGCONT. `executeThenTimeout`: what was done is done, and the caller hears of a
 * timeout, a second later.
 */
export const faultModes = ['throw', 'kill9', 'hang', 'executeThenTimeout'] as const;
export type FaultMode = (typeof faultModes)[number];

const timeoutAfterMs = 1_000;

let faultFile: string | null = null;

/**
 * Lets the file that BOM_FAULT_FILE names break this process: it holds `name:mode`, is read at each fault point, and is
 * renamed to `<file>.fired` by the one process that meets it, so that a fault happens exactly once, across restarts too.
 * Throws ConfigurationError in production.
 */
export function armFaults(env: Readonly<Record<string, string | undefined>>): void {
  const file = env['BOM_FAULT_FILE'];
  if (!file) return;
  if (env['NODE_ENV'] === 'production') {
    throw new ConfigurationError([{ variable: 'BOM_FAULT_FILE', problem: 'is for tests and must not be set here' }]);
  }
  faultFile = file;
}

/** Does nothing outside the fault tests. Synchronous, so that it stands between two effects whatever they are. */
export function faultPoint(name: FaultName): void {
  if (faultFile !== null) meetFault(faultFile, name);
}

function meetFault(file: string, name: FaultName): void {
  const mode = takeFault(file, name);
  if (mode === null) return;
  if (mode === 'throw') throw new Error(`fault at ${name}`);
  if (mode === 'kill9') process.kill(process.pid, 'SIGKILL');
  if (mode === 'hang') process.kill(process.pid, 'SIGSTOP');
  // Signals arrive a moment later, on another thread perhaps: nothing more may happen before.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, timeoutAfterMs);
  if (mode === 'executeThenTimeout') throw new TransientError('fault_timeout', `No answer came at ${name}.`);
}

/** Taken by renaming: of many processes one wins. */
function takeFault(file: string, name: FaultName): FaultMode | null {
  try {
    const [wanted, mode] = readFileSync(file, 'utf8').trim().split(':');
    if (wanted !== name) return null;
    renameSync(file, `${file}.fired`);
    writeFileSync(`${file}.by`, String(process.pid));
    return faultModes.find((known) => known === mode) ?? null;
  } catch {
    return null;
  }
}
