import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobStatusAnswer } from '@bom/contracts';
import { createDb } from '@bom/db';
import type { Db } from '@bom/db';
import { createDatabase, startRedis, waitFor } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { machineEnv } from './env.ts';

export type AppName = 'api' | 'pipeline-worker' | 'render-worker';
const appNames: AppName[] = ['api', 'pipeline-worker', 'render-worker'];

const apiKey = 'bom_e2e_0123456789abcdef0123456789abcdef';
const tallySecret = 'tally-e2e-secret';
export const fileSigningSecret = 'e2e-file-signing-secret-0123456789';

export interface Stack {
  url: string;
  db: Db;
  redis: TestRedis;
  dataDir: string;
  /** A request with the staff key. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a signed Tally submission of these answers. */
  submit(answers: Record<string, unknown>): Promise<Response>;
  status(jobId: string): Promise<JobStatusAnswer>;
  /** Polls until the job has ended. */
  ended(jobId: string, timeoutMs?: number): Promise<JobStatusAnswer>;
  kill(app: AppName, signal: NodeJS.Signals): Promise<void>;
  start(app: AppName): void;
  ready(): Promise<void>;
  /** Mails or Slack messages that were sent, as their outbox files. */
  outbox(channel: 'email' | 'slack'): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** The real three processes on a database, a Redis and a folder of their own, with locks and leases of seconds. */
export async function startStack(env: Record<string, string> = {}): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bom-e2e-'));
  const redis = await startRedis({ aof: true });
  const databaseUrl = await createDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const db = createDb({ databaseUrl, onConnectionError: () => {} });
  const children = new Map<AppName, ChildProcess>();
  const environment = { ...settings({ databaseUrl, redisUrl: redis.url, dataDir, url, port }), ...env };

  const start = (app: AppName) => {
    const main = join(__dirname, `../../../apps/${app}/src/main.ts`);
    const args = ['--conditions=@bom/source', '--import', 'tsx', main];
    children.set(app, spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] }));
  };
  const kill = async (app: AppName, signal: NodeJS.Signals) => {
    const child = children.get(app);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const call = (path: string, { headers, ...init }: RequestInit = {}) => {
    const withKey = new Headers(headers);
    withKey.set('authorization', `Bearer ${apiKey}`);
    return fetch(new URL(path, url), { ...init, headers: withKey });
  };
  const status = async (jobId: string) =>
    (await (await call(`/api/assembly/status/${jobId}`)).json()) as JobStatusAnswer;
  const ready = async () => {
    await waitFor(async () => (await fetch(`${url}/health/ready`).catch(() => null))?.status === 200, {
      timeoutMs: 30_000,
    });
  };

  appNames.forEach(start);
  await ready();
  return {
    url,
    db,
    redis,
    dataDir,
    call,
    status,
    kill,
    start,
    ready,
    submit: (answers) => postSubmission(url, answers),
    async ended(jobId, timeoutMs = 120_000) {
      const isOver = async () => {
        const answer = await status(jobId);
        return answer.status === 'processing' ? null : answer;
      };
      return waitFor(isOver, { timeoutMs });
    },
    outbox: (channel) => readOutbox(join(dataDir, 'outbox', channel)),
    async stop() {
      await Promise.all(appNames.map((app) => kill(app, 'SIGTERM')));
      await db.close();
      await redis.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function settings(o: { databaseUrl: string; redisUrl: string; dataDir: string; url: string; port: number }) {
  return {
    ...machineEnv(),
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATABASE_URL: o.databaseUrl,
    REDIS_URL: o.redisUrl,
    BOM_DATA_DIR: o.dataDir,
    PORT: String(o.port),
    PUBLIC_URL: o.url,
    STUDIO_API_KEY: apiKey,
    TALLY_SIGNING_SECRET: tallySecret,
    FILE_SIGNING_SECRET: fileSigningSecret,
    STAFF_EMAILS: 'staff@studio.example',
    ENCODER_PROFILE: 'draft',
    LEASE_MS: '3s',
    LOCK_MS: '3s',
    STALL_MS: '1s',
    SWEEP_MS: '1s',
    BOM_PARENT_PID: String(process.pid),
  };
}

function postSubmission(url: string, answers: Record<string, unknown>): Promise<Response> {
  const fields = Object.entries(answers).map(([label, value], index) => ({
    key: `question_${index}`,
    label,
    type: label === 'E-mail' ? 'INPUT_EMAIL' : 'INPUT_TEXT',
    value,
  }));
  const id = randomUUID();
  const data = { submissionId: id, responseId: id, formId: 'e2e', fields };
  const body = JSON.stringify({ eventId: randomUUID(), eventType: 'FORM_RESPONSE', data });
  const signature = createHmac('sha256', tallySecret).update(body).digest('base64');
  const headers = { 'content-type': 'application/json', 'tally-signature': signature };
  return fetch(`${url}/api/webhooks/tally`, { method: 'POST', headers, body });
}

async function readOutbox(folder: string): Promise<Record<string, unknown>[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
