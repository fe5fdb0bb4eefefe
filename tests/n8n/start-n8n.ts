import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findFreePort, spawnBound, stopProcess } from '@bom/embedded';
import { createDatabase, waitFor } from '@bom/testing';
import { Client } from 'pg';
import { machineEnv } from '../stack/env.ts';
import type { Workflow } from './read-workflow.ts';

/** One run of a workflow, as n8n's list of executions shows it. */
export interface Execution {
  id: string;
  workflow: string;
  /** `running`, `waiting`, `success`, `error`, ... */
  status: string;
  started: Date | null;
  ended: Date | null;
}

export interface N8n {
  /** In the order in which they began. */
  executions(): Promise<Execution[]>;
  stop(): Promise<void>;
}

export interface N8nOptions {
  port: number;
  workflows: Workflow[];
  /** As `n8n export:credentials --decrypted` writes them. */
  credentials: object[];
}

const schema = 'n8n';

/** A real n8n on a database and a folder of its own, with these workflows published. */
export async function startN8n({ port, workflows, credentials }: N8nOptions): Promise<N8n> {
  const folder = await mkdtemp(join(tmpdir(), 'bom-n8n-'));
  const database = new Client({ connectionString: await createDatabase() });
  await database.connect();
  await database.query(`CREATE SCHEMA ${schema}`);
  const env = await settings({ database, folder, port });
  await layFiles(folder, { workflows, credentials });

  await runN8n(['import:credentials', `--input=${join(folder, 'credentials.json')}`], env);
  await runN8n(['import:workflow', '--separate', `--input=${join(folder, 'workflows')}`], env);
  for (const { id } of workflows) await runN8n(['publish:workflow', `--id=${id}`], env);

  const n8n = openN8n(['start'], env);
  await waitFor(() => {
    if (n8n.child.exitCode !== null) throw new Error(`n8n ended:\n${n8n.log()}`);
    return n8n.log().includes('Editor is now accessible');
  });
  return {
    executions: () => readExecutions(database),
    async stop() {
      await stopProcess(n8n.child, { signal: 'SIGTERM', timeoutMs: 30_000 });
      await database.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function settings({ database, folder, port }: { database: Client; folder: string; port: number }) {
  const { PATH = '', ...machine } = machineEnv();
  return {
    ...machine,
    PATH: [dirname(programs().node), PATH].join(delimiter),
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: database.host,
    DB_POSTGRESDB_PORT: String(database.port),
    DB_POSTGRESDB_DATABASE: database.database ?? '',
    DB_POSTGRESDB_USER: database.user ?? '',
    DB_POSTGRESDB_PASSWORD: database.password ?? '',
    DB_POSTGRESDB_SCHEMA: schema,
    N8N_USER_FOLDER: folder,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(await findFreePort()),
    WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    // As the page says.
    NODE_FUNCTION_ALLOW_BUILTIN: 'crypto',
    // Nothing that asks the internet.
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
  };
}

async function layFiles(folder: string, { workflows, credentials }: Pick<N8nOptions, 'workflows' | 'credentials'>) {
  await mkdir(join(folder, 'workflows'));
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials));
  for (const workflow of workflows)
    await writeFile(join(folder, 'workflows', `${workflow.id}.json`), JSON.stringify(workflow));
}

/** Where `npm run test:n8n` has them. */
function programs() {
  const { N8N_PROGRAM: n8n, N8N_NODE: node } = process.env;
  if (!n8n || !node) throw new Error('This needs an n8n; run it with: npm run test:n8n');
  return { n8n, node };
}

function openN8n(args: string[], env: Record<string, string>) {
  const { n8n, node } = programs();
  const child = spawnBound({ command: node, args: [n8n, ...args], env, deathSignal: 'SIGTERM' });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (log = (log + chunk.toString('utf8')).slice(-20_000)));
  return { child, log: () => log };
}

async function runN8n(args: string[], env: Record<string, string>): Promise<void> {
  const { child, log } = openN8n(args, env);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`n8n ${args.join(' ')} ended with ${code}:\n${log()}`);
}

async function readExecutions(database: Client): Promise<Execution[]> {
  const { rows } = await database.query<Execution>(
    `SELECT execution.id::text AS id, workflow.name AS workflow, status, "startedAt" AS started, "stoppedAt" AS ended
     FROM ${schema}.execution_entity AS execution JOIN ${schema}.workflow_entity AS workflow ON workflow.id = "workflowId"
     ORDER BY execution.id`,
  );
  return rows;
}
