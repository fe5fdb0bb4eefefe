import { readdir, readFile } from 'node:fs/promises';
import type { AppName, Stack } from '../stack/start-stack.ts';

/** What a process holds. */
export interface Footprint {
  rssMb: number;
  openFiles: number;
}

/**
 * I13: far above what the processes need (they hold their sources compiled by tsx too, about 100 MB of it), far below what
 * one that leaks takes within minutes.
 */
const most: Footprint = { rssMb: 800, openFiles: 250 };

const apps: readonly AppName[] = ['api', 'pipeline-worker', 'render-worker'];

/** Null where the process is gone. */
export async function footprintOf(pid: number): Promise<Footprint | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const rssKb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    return { rssMb: Math.round(rssKb / 1024), openFiles: (await readdir(`/proc/${pid}/fd`)).length };
  } catch {
    return null;
  }
}

/** Looks at the stack's processes each second; `end` gives the most that each of them ever held. */
export function watchFootprints(stack: Stack): { end(): Record<string, Footprint> } {
  const peaks: Record<string, Footprint> = {};
  const look = async () => {
    for (const app of apps) {
      const now = await footprintOf(stack.pid(app));
      const peak = peaks[app] ?? { rssMb: 0, openFiles: 0 };
      if (now)
        peaks[app] = {
          rssMb: Math.max(peak.rssMb, now.rssMb || 0),
          openFiles: Math.max(peak.openFiles, now.openFiles),
        };
    }
  };
  const timer = setInterval(() => void look(), 1_000);
  return {
    end() {
      clearInterval(timer);
      return peaks;
    },
  };
}

export function expectSmall(peaks: Record<string, Footprint>): void {
  for (const [app, { rssMb, openFiles }] of Object.entries(peaks)) {
    const over = {
      app,
      memory: rssMb > most.rssMb ? rssMb : 'fine',
      files: openFiles > most.openFiles ? openFiles : 'fine',
    };
    expect(over).toEqual({ app, memory: 'fine', files: 'fine' });
  }
}
