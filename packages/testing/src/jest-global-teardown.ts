import type { ChildProcess } from 'node:child_process';

const shared: { bomDatabaseServer?: ChildProcess } & typeof globalThis = globalThis;

export default async function stopDatabaseServer(): Promise<void> {
  const child = shared.bomDatabaseServer;
  delete shared.bomDatabaseServer;
  if (!child || child.exitCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await exited;
}
