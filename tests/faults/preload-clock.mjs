/**
 * Loaded before a process's own code: its clock goes wrong by as many milliseconds as the file CLOCK_FILE says, from the
 * moment that it says so. Timers and performance.now() stay right, as they do where an operator sets the clock.
 */
import { readFileSync } from 'node:fs';

const RealDate = Date;
let shiftMs = 0;

setInterval(() => {
  try {
    shiftMs = Number(readFileSync(process.env.CLOCK_FILE, 'utf8'));
  } catch {
    // Not wrong yet.
  }
}, 20).unref();

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + shiftMs);
    else super(...parts);
  }
  static now() {
    return RealDate.now() + shiftMs;
  }
};
