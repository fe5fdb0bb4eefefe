import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JobStatusAnswer } from '@bom/contracts';
import { waitFor } from '@bom/testing';
import { machineEnv } from '../stack/env.ts';

let dataDir: string;
let studio: ChildProcess;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bom-e2e-studio-'));
});

afterAll(async () => {
  studio.kill('SIGKILL');
  await waitFor(() => processes().length === 0).catch(() => undefined);
  await rm(dataDir, { recursive: true, force: true });
});

const root = join(__dirname, '../..');
const apiKey = 'bom_e2e_0123456789abcdef0123456789abcdef';

/** `npm start` behind its set-up; resolves with the address of the ready line. */
async function start(): Promise<string> {
  const main = join(root, 'apps/studio/src/main.ts');
  const args = ['--conditions=@bom/source', '--import', join(root, 'node_modules/tsx/dist/loader.mjs'), main];
  const env = {
    ...machineEnv(),
    BOM_DATA_DIR: dataDir,
    PORT: '0',
    NODE_ENV: 'test',
    STUDIO_API_KEY: apiKey,
    ENCODER_PROFILE: 'draft',
    BOM_PARENT_PID: String(process.pid),
  };
  // Not in the root, where a developer's .env may be.
  studio = spawn(process.execPath, args, { cwd: dataDir, env, stdio: ['ignore', 'pipe', 'ignore'] });
  studio.once('exit', (code) => studio.stdout?.destroy(new Error(`npm start ended with ${code}`)));
  if (!studio.stdout) throw new Error('no standard output');
  for await (const line of createInterface({ input: studio.stdout })) {
    expect(line).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/);
    return line.slice('ready '.length);
  }
  throw new Error('npm start ended before it was ready');
}

/** Everything that this stack started, servers and ffmpeg included: its folder is in their arguments or environment. */
function processes(): string[] {
  return execFileSync('ps', ['axeww', '-o', 'args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .filter((line) => line.includes(dataDir) && !line.startsWith('ps '));
}

async function statusOf(url: string, jobId: string): Promise<JobStatusAnswer> {
  const headers = { authorization: `Bearer ${apiKey}` };
  return (await (await fetch(`${url}/api/assembly/status/${jobId}`, { headers })).json()) as JobStatusAnswer;
}

const fields = Object.entries({
  'Business name': 'Grachtenhuis Koffie ☕',
  'E-mail': 'koffie@client.example',
  'What do you sell?': 'Vers gebrande koffie',
  'Who is your target customer?': 'Buren in Amsterdam',
  'What makes you different?': 'Wij branden zelf, elke ochtend',
  Language: 'Nederlands',
  formats: 'square',
}).map(([label, value], index) => ({ key: `question_${index}`, label, type: 'INPUT_TEXT', value }));

test('a stack that is stopped in mid-render leaves nothing running, and goes on when it is started again', async () => {
  const url = await start();
  const submission = {
    eventId: 'event-1',
    eventType: 'FORM_RESPONSE',
    data: { submissionId: 'studio-1', responseId: 'studio-1', formId: 'e2e', fields },
  };
  const answer = await fetch(`${url}/api/webhooks/tally`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(submission),
  });
  expect(answer.status).toBe(202);
  const { job_id: jobId } = (await answer.json()) as { job_id: string };
  const halfway = await waitFor(async () => {
    const status = await statusOf(url, jobId);
    return status.segments.done > 0 && status.segments.done < status.segments.total ? status : null;
  });

  expect(processes().length).toBeGreaterThan(4);
  const stopped = once(studio, 'exit');
  studio.kill('SIGTERM');
  expect(await stopped).toEqual([0, null]);
  expect(processes()).toEqual([]);

  const again = await start();
  const onReturn = await statusOf(again, jobId);
  expect(onReturn.segments.done).toBeGreaterThanOrEqual(halfway.segments.done);
  expect(onReturn.progress).toBeGreaterThanOrEqual(halfway.progress);
  const job = await waitFor(async () => {
    const status = await statusOf(again, jobId);
    return status.status === 'processing' ? null : status;
  });
  expect(job).toMatchObject({ status: 'complete', progress: 100, error: null });
  expect((await fetch(job.output_url ?? '')).status).toBe(200);
});

test('a stack that is killed outright takes every process with it', async () => {
  expect(processes().length).toBeGreaterThan(4);
  studio.kill('SIGKILL');
  await waitFor(() => processes().length === 0);
  expect(await readFile(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toMatch(/^\d+/);
});
