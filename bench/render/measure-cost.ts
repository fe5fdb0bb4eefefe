import { readFile, readdir } from 'node:fs/promises';

export interface Cost {
  wallMs: number;
  /** This process and all children that have ended. */
  cpuMs: number;
}

const ticksPerSecond = 100;

export async function measureCost(work: () => Promise<void>): Promise<Cost> {
  const [cpu, wall] = [await cpuMs(), performance.now()];
  await work();
  return { wallMs: performance.now() - wall, cpuMs: (await cpuMs()) - cpu };
}

/** Largest resident memory in MB, of this process and of it with its children, while `work` runs. */
export async function measureMemory(work: () => Promise<void>): Promise<{ selfMb: number; allMb: number }> {
  const most = { selfMb: 0, allMb: 0 };
  const state = { running: true };
  const watch = (async () => {
    while (state.running) {
      const [self, ...others] = await Promise.all([process.pid, ...(await childrenOf(process.pid))].map(residentMb));
      most.selfMb = Math.max(most.selfMb, self ?? 0);
      most.allMb = Math.max(
        most.allMb,
        others.reduce((sum, mb) => sum + mb, self ?? 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await work();
  state.running = false;
  await watch;
  return most;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** utime, stime, cutime, cstime of /proc/self/stat. */
async function cpuMs(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ([11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / ticksPerSecond) * 1000;
}

async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  return lists.join(' ').split(/\s+/).filter(Boolean).map(Number);
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
