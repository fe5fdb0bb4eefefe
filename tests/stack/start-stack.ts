import { createHmac, randomInt, randomUUID } from 'node:crypto';
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
import { openFamily } from './open-family.ts';
import type { AppName } from './open-family.ts';

export type { AppName } from './open-family.ts';

const appNames: AppName[] = ['api', 'pipeline-worker', 'render-worker'];

export const apiKey = 'bom_e2e_0123456789abcdef0123456789abcdef';
const tallySecret = 'tally-e2e-secret';
export const fileSigningSecret = 'e2e-file-signing-secret-0123456789';

export interface Stack {
  url: string;
  db: Db;
  redis: TestRedis;
  dataDir: string;
  /** What the processes wrote, all of them. */
  log(): Promise<string>;
  /** A request with the staff key. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a signed Tally submission of these answers. */
  submit(answers: Record<string, unknown>, id?: string): Promise<Response>;
  status(jobId: string): Promise<JobStatusAnswer>;
  /** Polls until the job has ended. */
  ended(jobId: string): Promise<JobStatusAnswer>;
  /** Sends a signal to the newest process of an app and waits for its end. */
  kill(app: AppName, signal: NodeJS.Signals): Promise<void>;
  /** Starts another process of an app. */
  start(app: AppName, env?: Record<string, string>): void;
  /** The newest process of an app. */
  pid(app: AppName): number;
  /** The exit code of an app's newest process, null while it runs. */
  exitCode(app: AppName): number | null;
  ready(): Promise<void>;
  /** Mails or Slack messages that were sent, as their outbox files. */
  outbox(channel: 'email' | 'slack'): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Starts a process again that ended without being asked to, as a service manager does. */
  keepsRunning?: boolean;
  apps?: AppName[];
  /** False: returns without waiting for the API to be ready. */
  waits?: boolean;
  /** Where the processes find Postgres, Redis; the tests' own connections go straight to them. */
  through?: (target: { databaseUrl: string; redisUrl: string }) => Promise<{ databaseUrl: string; redisUrl: string }>;
  databaseUrl?: string;
  redis?: TestRedis;
  /** Where an app is started from, if not from this checkout: an older version. */
  roots?: Partial<Record<AppName, string>>;
}

/** The real three processes on a database, a Redis and a folder of their own, with locks and leases of seconds. */
export async function startStack(env: Record<string, string> = {}, options: StackOptions = {}): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bom-e2e-'));
  const redis = options.redis ?? (await startRedis({ aof: true }));
  const databaseUrl = options.databaseUrl ?? (await createDatabase());
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const db = createDb({ databaseUrl, onConnectionError: () => {} });
  const direct = { databaseUrl, redisUrl: redis.url };
  const seen = (await options.through?.(direct)) ?? direct;
  const family = openFamily({
    env: { ...settings({ ...seen, dataDir, url, port }), ...env },
    logFile: join(dataDir, 'stack.log'),
    keepsRunning: options.keepsRunning ?? false,
    roots: options.roots ?? {},
  });
  const call = (path: string, { headers, ...init }: RequestInit = {}) => {
    const withKey = new Headers(headers);
    withKey.set('authorization', `Bearer ${apiKey}`);
    return fetch(new URL(path, url), { ...init, headers: withKey });
  };
  const status = async (jobId: string) =>
    (await (await call(`/api/assembly/status/${jobId}`)).json()) as JobStatusAnswer;
  const ready = async () => {
    await waitFor(async () => (await fetch(`${url}/health/ready`).catch(() => null))?.status === 200);
  };

  const apps = options.apps ?? appNames;
  const stop = async () => {
    await family.stop();
    await db.close();
    await redis.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const log = () => readFile(join(dataDir, 'stack.log'), 'utf8');
  for (const app of apps) family.start(app);
  if (apps.includes('api') && options.waits !== false) {
    await ready().catch(async (error: unknown) => {
      const lastWords = (await log()).slice(-2_000);
      await stop();
      throw new Error(`The stack did not come up: ${lastWords}`, { cause: error });
    });
  }
  return {
    url,
    db,
    redis,
    dataDir,
    call,
    status,
    ready,
    ...family,
    log,
    submit: (answers, id) => postSubmission(url, answers, id),
    async ended(jobId) {
      const isOver = async () => {
        const answer = await status(jobId);
        return answer.status === 'processing' ? null : answer;
      };
      return waitFor(isOver);
    },
    outbox: (channel) => readOutbox(join(dataDir, 'outbox', channel)),
    stop,
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

function postSubmission(url: string, answers: Record<string, unknown>, id: string = randomUUID()): Promise<Response> {
  const fields = Object.entries(answers).map(([label, value], index) => ({
    key: `question_${index}`,
    label,
    type: label === 'E-mail' ? 'INPUT_EMAIL' : 'INPUT_TEXT',
    value,
  }));
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

/**
 * Below the ports that the system gives to outgoing connections: none of them, and no other test's server, takes it
 * between our look and the API's start.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(randomInt(15_000, 32_000), '127.0.0.1');
    const found = await Promise.race([once(server, 'listening'), once(server, 'error').then(() => null)]).catch(
      () => null,
    );
    if (!found) continue;
    const { port } = server.address() as AddressInfo;
    server.close();
    return port;
  }
}
