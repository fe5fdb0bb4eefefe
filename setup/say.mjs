/** One plain line, on standard error: standard output belongs to the command that follows. */
export function say(message) {
  process.stderr.write(`set-up: ${message}\n`);
}

/** Ends the set-up with a message instead of a stack trace. */
export class SetUpError extends Error {}
