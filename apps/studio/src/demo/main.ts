import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBomClient } from '@bom/client';
import type { TallySubmission } from '@bom/contracts';
import { exitWithParent } from '@bom/runtime';
import { readEnv } from '../env.ts';
import { formatLogLine } from '../log-lines.ts';
import { startStudio, type Studio } from '../studio.ts';
import { watchSignals } from '../watch-signals.ts';
import { fetchResults, fileNameOf } from './fetch-results.ts';
import { followJob } from './follow-job.ts';
import { parseDemoOptions, usage, type DemoOptions } from './options.ts';
import { createProgressView } from './progress.ts';
import { describeFailure, describeResult } from './report.ts';
import { makeSubmission } from './submission.ts';
import { submit } from './submit.ts';

/** Real data, a real mailbox or a customer's channel are no place for a demo; keys of models are welcome. */
const notForTheDemo = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'PUBLIC_URL',
  'S3_BUCKET',
  'RESEND_API_KEY',
  'SLACK_WEBHOOK_URL',
  'STUDIO_API_KEY',
]);

/** npm moves to the root of the project, and says where it was called. */
const callerDir = process.env['INIT_CWD'] ?? process.cwd();
const asked = new AbortController();
let running: Studio | undefined;
const say = (text: string): void => void process.stdout.write(text);

/** One intake form through the whole stack on this machine, over HTTP alone: the finished films lie in the output folder. */
async function main(): Promise<number> {
  const options = parseDemoOptions(process.argv.slice(2), callerDir);
  if (options.help) {
    say(usage);
    return 0;
  }
  const brief = await readFile(options.briefFile ?? new URL('../sample-brief.json', import.meta.url), 'utf8');
  const submission = makeSubmission(brief, { formats: options.formats, now: new Date() });
  await mkdir(options.outDir, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'bom-demo-'));
  try {
    return await runStack({ options, dataDir, submission });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function runStack(o: { options: DemoOptions; dataDir: string; submission: TallySubmission }): Promise<number> {
  const logFile = join(o.options.outDir, 'demo.log');
  const logStream = createWriteStream(logFile);
  const log = (source: string, line: string): void =>
    void logStream.write(`${formatLogLine(source, line, { color: false })}\n`);
  const signingSecret = randomBytes(24).toString('hex');
  const passThrough = demoEnvironment(o.dataDir, signingSecret);
  say('Starting the studio ...\n');
  const studio = await startStudio({ env: readEnv(passThrough), passThrough, log, signal: asked.signal });
  running = studio;
  try {
    return await makeFilm({ ...o, studio, signingSecret });
  } catch (error) {
    if (!asked.signal.aborted) say(`The log of all processes is ${logFile}\n`);
    throw error;
  } finally {
    // Half a film of a demo that was called off is worth nobody's wait.
    await (asked.signal.aborted ? studio.kill() : studio.stop());
    logStream.end();
  }
}

async function makeFilm(o: {
  options: DemoOptions;
  submission: TallySubmission;
  studio: { url: string; apiKey: string };
  signingSecret: string;
}): Promise<number> {
  const startedAt = Date.now();
  const { signal } = asked;
  const client = createBomClient({ baseUrl: o.studio.url, token: o.studio.apiKey });
  const answer = await submit(client, { ...o, signal });
  if (answer.status === 'rejected') throw new Error(`The submission was rejected: ${answer.reason}.`);
  say(`${answer.message}: video ${answer.video_id}\n`);

  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  const view = createProgressView({ write: say, columns });
  const status = await followJob(client, { jobId: answer.job_id, show: view.show, signal }).finally(view.end);
  if (status.status !== 'complete') throw new Error(describeFailure(status));

  const { data: video } = await client.GET('/api/videos/{id}', { params: { path: { id: answer.video_id } }, signal });
  const files = await fetchResults({
    status,
    name: fileNameOf(video?.title ?? answer.video_id),
    outDir: o.options.outDir,
    signal,
  });
  say(`\n${describeResult({ status, files, seconds: (Date.now() - startedAt) / 1000, cwd: callerDir })}`);
  return 0;
}

function demoEnvironment(dataDir: string, signingSecret: string): Record<string, string | undefined> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const kept = Object.entries(process.env).filter(([name]) => !notForTheDemo.has(name) && !name.startsWith('STRIPE_'));
  return {
    ...Object.fromEntries(kept),
    BOM_DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: '0',
    TALLY_SIGNING_SECRET: signingSecret,
  };
}

watchSignals({ onFirst: () => asked.abort(), onImpatient: () => void running?.kill() });
const parentPid = Number(process.env['BOM_PARENT_PID']);
if (parentPid > 0) exitWithParent({ pid: parentPid });
process.stdout.on('error', () => undefined);

try {
  process.exit(await main());
} catch (error) {
  if (asked.signal.aborted) process.exit(130);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
