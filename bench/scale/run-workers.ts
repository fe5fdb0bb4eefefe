import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Part } from './part.ts';

export interface PartTime {
  part: Part;
  startMs: number;
  endMs: number;
}

/** Renders all parts, in their order, over so many processes that are already up; when each began and ended. */
export async function runWorkers(parts: Part[], workers: number): Promise<PartTime[]> {
  const script = join(import.meta.dirname, 'worker.ts');
  const processes = Array.from({ length: workers }, () => fork(script));
  try {
    await Promise.all(processes.map((worker) => once(worker, 'message')));
    const waiting = [...parts];
    const times: PartTime[] = [];
    const began = performance.now();
    const serve = async (worker: ChildProcess): Promise<void> => {
      for (let part = waiting.shift(); part; part = waiting.shift()) {
        const startMs = performance.now() - began;
        worker.send(part);
        await answerOf(worker);
        times.push({ part, startMs, endMs: performance.now() - began });
      }
    };
    await Promise.all(processes.map(serve));
    return times;
  } finally {
    for (const worker of processes) worker.kill();
  }
}

async function answerOf(worker: ChildProcess): Promise<void> {
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(worker, 'exit', { signal }).then(() => 'ended');
  const answer: unknown = await Promise.race([once(worker, 'message', { signal }), ended]);
  ended.catch(() => undefined);
  answered.abort();
  if (answer === 'ended') throw new Error('a render worker ended in the middle of its work');
}
