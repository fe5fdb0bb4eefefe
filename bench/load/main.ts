/** What the API must hold, with two renders beside it and against the least that could do the same. See README.md. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDb, deployMigrations } from '@bom/db';
import { findFreePort, startPostgres } from '@bom/embedded';
import { startRedis, waitFor } from '@bom/testing';
import { pace, saturate } from './send-load.ts';
import type { Call, Result } from './send-load.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
/** Of each comparison. */
const seconds = Number(values.seconds ?? 8);
/** Thousands of times what a studio's forms send. */
const submissions = { perSecond: 50, seconds: 60, wantedP99Ms: 250 };
/** Short, so that whatever else the machine does meets both sides. */
const turnSeconds = 0.5;
/** Of each side, before anything counts: by then V8 has compiled what is asked of it. */
const warmRequests = 4_000;
const pacedSeconds = 3;
const atOnce = 16;
const jobsPolled = 300;
const tallySecret = 'bench-tally-secret';
const apiKey = 'bom_bench_0123456789abcdef0123456789abcdef';
const children: ChildProcess[] = [];

const dataDir = await mkdtemp(join(tmpdir(), 'bom-load-'));
// As it runs in production: what is accepted is on the disk.
const postgres = await startPostgres({
  dataDir: join(dataDir, 'postgres'),
  password: 'bench',
  database: 'bom',
  durable: true,
});
const redis = await startRedis({ aof: true });
try {
  await measure();
} finally {
  for (const child of children) child.kill('SIGKILL');
  await redis.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const databaseUrl = postgres.url;
  await deployMigrations({ databaseUrl });
  const [api, bare] = [await findFreePort(), await findFreePort()].map((port) => `http://127.0.0.1:${port}`) as [
    string,
    string,
  ];
  start('apps/api/src/main.ts', environment({ databaseUrl, url: api }));
  start('bench/load/baseline.ts', environment({ databaseUrl, url: bare }));
  await waitFor(async () => (await fetch(`${api}/health/ready`)).status === 200, { timeoutMs: 120_000 });
  await waitFor(async () => (await fetch(`${bare}/jobs/${randomUUID()}`)).status === 200, { timeoutMs: 120_000 });
  const jobIds: string[] = [];
  while (jobIds.length < jobsPolled) jobIds.push(await makeJob(api));
  let polled = 0;
  const nextJob = () => jobIds[(polled += 1) % jobIds.length] ?? '';

  say(`load average before: ${loadavg()[0]?.toFixed(2)}; void above 0.3, but for the ratios`);
  const polling = await compare('status polled', {
    ours: (runSeconds) => load(api, () => poll(`/api/assembly/status/${nextJob()}`), runSeconds),
    bare: (runSeconds) => load(bare, () => poll(`/jobs/${nextJob()}`), runSeconds),
  });
  say(`status polling: ${polling.toFixed(2)} x bare, wanted 0.7: ${polling >= 0.7 ? 'met' : 'MISSED'}`);
  await pollBesideRenders(api, nextJob);
  await submitBesideRenders(api);
  await assertNothingLost(databaseUrl);
  say(`load average after: ${loadavg()[0]?.toFixed(2)}`);
}

function environment({ databaseUrl, url }: { databaseUrl: string; url: string }): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    BOM_DATA_DIR: dataDir,
    PORT: new URL(url).port,
    PUBLIC_URL: url,
    STUDIO_API_KEY: apiKey,
    TALLY_SIGNING_SECRET: tallySecret,
    FILE_SIGNING_SECRET: 'bench-file-signing-secret-0123456789',
    RATE_LIMIT_PER_MINUTE: '1000000',
    BOM_PARENT_PID: String(process.pid),
  };
}

function start(main: string, env: Record<string, string>): void {
  const args = ['--conditions=@bom/source', '--import', 'tsx', main];
  children.push(spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }));
}

/** Each submission is another client's, so that no quota is met. */
function submission(): Call {
  const id = randomUUID();
  const answers = {
    'Business name': 'Harbour Lane Bakery',
    'E-mail': `${id}@client.example`,
    'What do you sell?': 'Sourdough bread',
    'Who is your target customer?': 'Early commuters',
    'What makes you different?': 'We bake at four in the morning',
  };
  const fields = Object.entries(answers).map(([label, value], index) => ({
    key: `question_${index}`,
    label,
    type: label === 'E-mail' ? 'INPUT_EMAIL' : 'INPUT_TEXT',
    value,
  }));
  const data = { submissionId: id, responseId: id, formId: 'bench', fields };
  const body = JSON.stringify({ eventId: randomUUID(), eventType: 'FORM_RESPONSE', data });
  const signature = createHmac('sha256', tallySecret).update(body).digest('base64');
  const headers = { 'content-type': 'application/json', 'tally-signature': signature };
  return { method: 'POST', path: '/api/webhooks/tally', headers, body };
}

function poll(path: string): Call {
  return { method: 'GET', path, headers: { authorization: `Bearer ${apiKey}` } };
}

async function makeJob(api: string): Promise<string> {
  const { method, path, headers, body = '' } = submission();
  const answer = await fetch(`${api}${path}`, { method, headers, body });
  const { job_id: id } = (await answer.json()) as { job_id?: string };
  if (!id) throw new Error(`The API took no submission: ${answer.status}`);
  return id;
}

function load(url: string, makeCall: () => Call, runSeconds: number): Promise<Result> {
  return saturate({ url, makeCall, seconds: runSeconds, atOnce });
}

type Side = (runSeconds: number) => Promise<Result>;

/** Both warm, then in short turns. The median of the turns' ratios: each turn is held against the one before it. */
async function compare(name: string, { ours, bare }: { ours: Side; bare: Side }): Promise<number> {
  for (const warm of [bare, ours]) {
    for (let sent = 0; sent < warmRequests;) sent += (await warm(1)).perSecond;
  }
  const turns: { ours: Result; bare: Result }[] = [];
  while (turns.length * turnSeconds < seconds) {
    turns.push({ bare: await bare(turnSeconds), ours: await ours(turnSeconds) });
  }
  for (const who of ['bare', 'ours'] as const) say(`${name}, ${who}: ${describeTurns(turns.map((turn) => turn[who]))}`);
  return median(turns.map((turn) => turn.ours.perSecond / turn.bare.perSecond));
}

function describeTurns(results: Result[]): string {
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const of = (measure: (result: Result) => number) => median(results.map(measure));
  return describe({
    perSecond: of((it) => it.perSecond),
    p50Ms: of((it) => it.p50Ms),
    p99Ms: of((it) => it.p99Ms),
    failed,
  });
}

function median(numbers: number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** p99 of an even, light stream: alone, and beside as many busy encoders as there are cores, in turns. */
async function pollBesideRenders(api: string, nextJob: () => string): Promise<void> {
  const makeCall = () => poll(`/api/assembly/status/${nextJob()}`);
  const encoders = [0, 1].map(startEncoder);
  const turns: { idle: Result; busy: Result }[] = [];
  const run = async (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const encoder of encoders) encoder.kill(signal);
    return pace({ url: api, makeCall, seconds: pacedSeconds, perSecond: 50 });
  };
  while (turns.length * pacedSeconds < seconds) turns.push({ idle: await run('SIGSTOP'), busy: await run('SIGCONT') });
  stopAll(encoders);
  for (const when of ['idle', 'busy'] as const) {
    say(`50 polls a second, ${when}: ${describeTurns(turns.map((turn) => turn[when]))}`);
  }
  const ratio = median(turns.map(({ busy }) => busy.p99Ms)) / median(turns.map(({ idle }) => idle.p99Ms));
  say(`p99 beside renders: ${ratio.toFixed(2)} x idle, wanted at most 3: ${ratio <= 3 ? 'met' : 'MISSED'}`);
}

/** Signed submissions, evenly paced, while as many encoders run as there are cores. */
async function submitBesideRenders(api: string): Promise<void> {
  const { perSecond, seconds: runSeconds, wantedP99Ms } = submissions;
  const encoders = [0, 1].map(startEncoder);
  const result = await pace({ url: api, makeCall: submission, seconds: runSeconds, perSecond });
  stopAll(encoders);
  const isMet = result.failed === 0 && result.p99Ms <= wantedP99Ms;
  say(`${perSecond} submissions a second for ${runSeconds} s beside renders: ${describe(result)}`);
  say(`submissions' p99: ${result.p99Ms.toFixed(0)} ms, wanted at most ${wantedP99Ms}: ${isMet ? 'met' : 'MISSED'}`);
}

function stopAll(encoders: ChildProcess[]): void {
  for (const encoder of encoders) encoder.kill('SIGKILL');
}

/** As the render worker starts them: at its lower priority, one thread each. */
function startEncoder(): ChildProcess {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=1080x1080:rate=30'];
  const encode = ['-c:v', 'libx264', '-threads', '1', '-f', 'null', '-'];
  const encoder = spawn('nice', ['-n', '10', 'ffmpeg', '-v', 'error', ...source, ...encode], { stdio: 'ignore' });
  children.push(encoder);
  return encoder;
}

/** What was accepted is there, once. */
async function assertNothingLost(databaseUrl: string): Promise<void> {
  const db = createDb({ databaseUrl, onConnectionError: () => undefined });
  const handled = await db.prisma.webhookEvent.count({ where: { status: 'handled' } });
  const videos = await db.prisma.video.count();
  await db.close();
  if (handled !== videos) throw new Error(`${handled} submissions were accepted, and ${videos} videos are there.`);
  say(`${handled} submissions accepted, as many videos`);
}

function describe({ perSecond, p50Ms, p99Ms, failed }: Result): string {
  return `${perSecond.toFixed(0)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${failed} failed`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
