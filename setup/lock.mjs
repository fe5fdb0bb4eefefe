import { linkSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { say } from './say.mjs';

const refreshMs = 2_000;
const staleMs = 15_000;

/**
 * Runs `work` while holding the lock file; waits while another process holds it. A holder touches the file as long as it lives,
 * so one that was killed is noticed by its age, and a process id used again can't hold a lock for ever.
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !take(path); waited = true) {
    if (!waited) say('another set-up is at work here; waiting for it.');
    await new Promise((wake) => setTimeout(wake, 300));
  }
  const refresh = setInterval(() => touch(path), refreshMs);
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    rmSync(path, { force: true });
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (ageMs(path) > staleMs) removeStale(path);
    return false;
  }
}

/** Two waiters may both find it stale: only one can rename it, and one that got a fresh lock instead puts it back. */
function removeStale(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (ageMs(aside) <= staleMs) linkSync(aside, path);
  } catch {
    return;
  } finally {
    rmSync(aside, { force: true });
  }
}

function ageMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : 0;
}

function touch(path) {
  const now = new Date();
  utimesSync(path, now, now);
}
