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

/**
 * MB at most: of a process (this one by default), of its encoders, and of all, shared pages counted once; every 100 ms
 * while `work` runs.
 */
export async function measureMemory(work: () => Promise<void>, pid = process.pid): Promise<Record<string, number>> {
  const most = { worker: 0, ffmpeg: 0, both: 0, 'both, shared once': 0 };
  const state = { running: true };
  const watch = (async () => {
    while (state.running) {
      const encoders = await encodersOf(pid);
      const [self, ...others] = await Promise.all([pid, ...encoders].map(memoryOf));
      const ffmpeg = sum(others.map((one) => one.residentMb));
      const now = {
        worker: self?.residentMb ?? 0,
        ffmpeg,
        both: ffmpeg + (self?.residentMb ?? 0),
        'both, shared once': sum([self, ...others].map((one) => one?.ownShareMb ?? 0)),
      };
      for (const key of Object.keys(most) as (keyof typeof most)[])
        most[key] = Math.max(most[key], Math.round(now[key]));
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

/** Not the loader's own helper. */
async function encodersOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid);
  const names = await Promise.all(children.map((child) => readFile(`/proc/${child}/comm`, 'utf8').catch(() => '')));
  return children.filter((_, index) => names[index]?.startsWith('ffmpeg'));
}

async function memoryOf(pid: number): Promise<{ residentMb: number; ownShareMb: number }> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const megabytes = (key: string): number => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(rollup)?.[1] ?? 0) / 1024;
  return { residentMb: megabytes('Rss'), ownShareMb: megabytes('Pss') };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
