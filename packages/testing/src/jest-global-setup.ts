import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Several jest projects name this set-up: the run's process is where they find each other. */
const shared: { bomDatabaseServer?: ChildProcess } & typeof globalThis = globalThis;

export default async function startDatabaseServer(): Promise<void> {
  if (shared.bomDatabaseServer) return;
  const child = spawn(
    process.execPath,
    ['--conditions=@bom/source', '--import', 'tsx', join(__dirname, 'database-server.ts')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  shared.bomDatabaseServer = child;
  process.env['BOM_TEST_DATABASES'] = await firstLine(child);
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The test database server ended with ${code}.`)));
  });
}
