/**
 * Watches the process that started this one; when it is gone (kill -9 included) calls `onGone` once: by default this
 * process sends itself SIGTERM, so that it stops as it would at a shutdown. `pid` is the direct parent's.
 * Returns a function that stops watching.
 */
export function exitWithParent(options: { pid: number; intervalMs?: number; onGone?: () => void }): () => void {
  const { pid, intervalMs = 500, onGone = () => process.kill(process.pid, 'SIGTERM') } = options;
  const timer = setInterval(() => {
    // An orphan is handed to init or to a subreaper: its parent's number changes.
    if (process.ppid === pid) return;
    clearInterval(timer);
    onGone();
  }, intervalMs).unref();
  return () => clearInterval(timer);
}
