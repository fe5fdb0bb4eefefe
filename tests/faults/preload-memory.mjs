/** Loaded before a process's own code: once the file MEMORY_FILE is there, the process takes memory until it gets no more. */
import { existsSync } from 'node:fs';

const taken = [];

setInterval(() => {
  if (!existsSync(process.env.MEMORY_FILE)) return;
  for (;;) taken.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
}, 20).unref();
