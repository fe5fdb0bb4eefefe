import type { Logger } from 'pino';
import { ConfigurationError } from './env.ts';
import { exitWithParent } from './exit-with-parent.ts';
import { armFaults } from './fault-point.ts';

export interface Running {
  /** Called first at a shutdown, before `close`: answer "not ready" from now on. */
  stopping?(): void;
  /** Stops taking work, lets the work in hand finish, then lets go of every connection. */
  close(): Promise<void>;
}

/** What start() tells about its process once the environment was read. */
interface Life {
  useLogger(logger: Logger): void;
  /** Stops when this process, the direct parent, is gone; nothing where there is no supervisor. */
  endWithParent(pid: number | undefined): void;
  /** How long close() needs for the work in hand; see `graceMs`. */
  allowGrace(ms: number): void;
}

export interface MainOptions {
  /** Known only after the environment was read: start() may hand it over through `useLogger`. */
  logger?: Logger;
  /** How long close() may take before the signal aborts what is still running. */
  graceMs?: number;
  /** How long the aborted work may take to clear up before the process ends by force. */
  abortGraceMs?: number;
}

type Report = (error: unknown, message: string) => void;

/**
 * The life of a process. SIGTERM or SIGINT: `stopping()`, then `close()` with `graceMs`; when that is over the signal
 * aborts and close has `abortGraceMs` more. Exit code 0 after an orderly close, 1 otherwise. A second signal, an
 * uncaught exception or an unhandled rejection ends the process at once with 1. A ConfigurationError is printed as it is.
 */
export async function runMain(
  name: string,
  start: (signal: AbortSignal, life: Life) => Promise<Running>,
  options: MainOptions = {},
): Promise<void> {
  const abort = new AbortController();
  let logger = options.logger;
  let graceMs = options.graceMs ?? 25_000;
  const report: Report = (error, message) => reportFatal({ logger, name, error, message });
  const asked = watchSignals({ report, onFirst: (signal) => logger?.info({ signal }, `${name} is stopping.`) });
  const life: Life = {
    useLogger: (it) => (logger = it),
    endWithParent: (pid) => {
      if (pid !== undefined) exitWithParent({ pid });
    },
    allowGrace: (ms) => (graceMs = ms),
  };

  let running: Running;
  try {
    // oxlint-disable-next-line node/no-process-env -- no setting of an app: the tests' alone, and refused in production
    armFaults(process.env);
    running = await startUnlessAsked({
      start: () => start(abort.signal, life),
      abort,
      asked,
    });
  } catch (error) {
    if (abort.signal.aborted) process.exit(0);
    report(error, `${name} could not start.`);
    process.exit(1);
  }
  await asked;
  const orderly = await closeWithin({
    running,
    abort,
    graceMs,
    abortGraceMs: options.abortGraceMs ?? 5_000,
    report,
    name,
  });
  logger?.info(`${name} stopped.`);
  process.exit(orderly ? 0 : 1);
}

/** Settles at the first signal; the second one ends the process. */
function watchSignals({ report, onFirst }: { report: Report; onFirst: (signal: string) => void }): Promise<void> {
  process.on('uncaughtException', (error) => {
    report(error, 'An exception was not caught.');
    process.exit(1);
  });
  process.on('unhandledRejection', (error) => {
    report(error, 'A rejection was not handled.');
    process.exit(1);
  });
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (signal: string) => {
      signals += 1;
      if (signals > 1) process.exit(1);
      onFirst(signal);
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

/** A signal during the start aborts it. */
async function startUnlessAsked(o: {
  start: () => Promise<Running>;
  abort: AbortController;
  asked: Promise<void>;
}): Promise<Running> {
  let started = false;
  void o.asked.then(() => started || o.abort.abort());
  const running = await o.start();
  started = true;
  return running;
}

async function closeWithin(o: {
  running: Running;
  abort: AbortController;
  graceMs: number;
  abortGraceMs: number;
  report: Report;
  name: string;
}): Promise<boolean> {
  const { graceMs, abortGraceMs } = o;
  const timers = [
    setTimeout(() => o.abort.abort(), graceMs),
    setTimeout(() => {
      o.report(new Error(`still closing after ${graceMs + abortGraceMs} ms`), `${o.name} is ended by force.`);
      process.exit(1);
    }, graceMs + abortGraceMs),
  ];
  try {
    o.running.stopping?.();
    await o.running.close();
    return true;
  } catch (error) {
    o.report(error, `${o.name} did not close properly.`);
    return false;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function reportFatal(o: { logger: Logger | undefined; name: string; error: unknown; message: string }): void {
  if (o.error instanceof ConfigurationError) {
    process.stderr.write(`${o.message} ${o.error.message}\n`);
  } else if (o.logger) {
    o.logger.fatal({ err: o.error }, o.message);
  } else {
    const text = o.error instanceof Error ? (o.error.stack ?? o.error.message) : String(o.error);
    process.stderr.write(`${o.name}: ${o.message} ${text}\n`);
  }
}
