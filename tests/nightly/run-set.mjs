import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';

/** For a set that hangs: it may not cost the sets after it their night. */
const longestMs = 3 * 3_600_000;

/**
 * Runs a set's command with its output in a file: 'passed', 'failed' or 'took too long'. A Ctrl-C ends the set, and then this
 * process, before any result is known.
 */
export async function runSet({ command: [program, ...args], root, log, limitMs = longestMs }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = createWriteStream(log);
  // A group of its own, so that all that it started can be ended with it.
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false });
  const interrupt = (signal) => {
    endGroup(child, signal);
    child.once('close', () => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, interrupt);
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    endGroup(child, 'SIGKILL');
  }, limitMs);
  const code = await codeOf(child, output);
  clearTimeout(limit);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, interrupt);
  output.end();
  await finished(output);
  if (isLate) return 'took too long';
  return code === 0 ? 'passed' : 'failed';
}

function codeOf(child, output) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      output.write(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', resolve);
  });
}

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}
