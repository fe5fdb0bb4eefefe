import { exitWithParent } from '@bom/runtime';
import { loadEnv } from './env.ts';
import { formatLogLine } from './log-lines.ts';
import { startStudio, type Studio } from './studio.ts';
import { watchSignals } from './watch-signals.ts';

const asked = new AbortController();

/** `npm start`: the whole stack until Ctrl-C. Standard output carries the ready line alone, all else is on standard error. */
async function main(): Promise<void> {
  let studio: Studio | undefined;
  watchSignals({ onFirst: () => asked.abort(), onImpatient: () => void studio?.kill() });
  const env = loadEnv();
  const color = process.stderr.isTTY && !env.NO_COLOR;
  const log = (source: string, line: string): void =>
    void process.stderr.write(`${formatLogLine(source, line, { color })}\n`);
  if (env.BOM_PARENT_PID !== undefined) exitWithParent({ pid: env.BOM_PARENT_PID });

  studio = await startStudio({ env, passThrough: process.env, log, signal: asked.signal });
  if (studio.newKeyFile) log('studio', `API key ${studio.apiKey} (shown once; kept in ${studio.newKeyFile})`);
  process.stdout.write(`ready ${studio.url}\n`);
  await whenAborted(asked.signal);
  log('studio', 'stopping; press Ctrl-C again to stop at once');
  await studio.stop();
  log('studio', 'stopped');
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

// A reader that has gone away is no reason to leave the stack half stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  await main();
  process.exit(0);
} catch (error) {
  if (asked.signal.aborted) process.exit(0);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
