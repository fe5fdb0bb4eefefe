import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@bom/testing';
import type { Stack } from './start-stack.ts';

/** What must hold after every test, whatever was killed in it. */
export async function expectClean(stack: Stack): Promise<void> {
  const { prisma } = stack.db;
  expect(await prisma.job.count({ where: { status: { in: ['queued', 'processing'] } } })).toBe(0);
  const twice = await prisma.apiUsage.groupBy({
    by: ['stepId'],
    where: { stepId: { not: null } },
    _count: true,
    having: { stepId: { _count: { gt: 1 } } },
  });
  expect(twice).toEqual([]);
  expect(await processesOf(stack.dataDir)).toEqual([]);
  await waitFor(async () => (await readdir(join(stack.dataDir, 'work', 'render')).catch(() => [])).length === 0, {
    timeoutMs: 10_000,
  });
}

/** ffmpeg and espeak that still work on this stack's files. */
async function processesOf(dataDir: string): Promise<string[]> {
  const list = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(dataDir) && /ffmpeg|espeak/.test(line));
  await waitFor(() => list().length === 0, { timeoutMs: 5_000 }).catch(() => {});
  return list();
}
