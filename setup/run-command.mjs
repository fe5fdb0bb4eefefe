import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Becomes the command, as far as a Node process can: passes signals on, ends as it ends, and tells it to stop when npm, which
 * started this process, was killed. The command watches BOM_PARENT_PID for the day when this process is killed.
 */
export function runCommand([command, ...args]) {
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, BOM_PARENT_PID: String(process.pid) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env['npm_lifecycle_event']) stopWithParent(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

function stopWithParent(child) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1_000).unref();
}
