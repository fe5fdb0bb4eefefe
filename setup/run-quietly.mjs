import { spawn } from 'node:child_process';
import { SetUpError } from './say.mjs';

/** Runs a command and keeps what it prints to itself, unless it fails: then the end of it is in the error. */
export async function runQuietly(command, args, options = {}) {
  const { code, output } = await collect(command, args, options);
  if (code === 0) return output;
  throw new SetUpError(`${[command, ...args].join(' ')} failed (${code}):\n${shorten(output)}`);
}

/** The reason stands at the beginning with some programs, and at the end with others. */
function shorten(output) {
  const lines = output.trim().split('\n');
  return lines.length <= 50 ? lines.join('\n') : [...lines.slice(0, 20), '...', ...lines.slice(-25)].join('\n');
}

function collect(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => (output += chunk);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: error.code, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
