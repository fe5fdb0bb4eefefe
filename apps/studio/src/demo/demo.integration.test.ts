import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBomClient } from '@bom/client';
import type { JobStatus } from '@bom/client';
import { startDouble, type Double, type DoubleAnswer } from '@bom/testing';
import { fetchResults } from './fetch-results.ts';
import { followJob } from './follow-job.ts';
import { jobStatus } from './job-status.fixture.ts';
import { makeSubmission, signSubmission } from './submission.ts';
import { submit } from './submit.ts';

const film = Buffer.from('a film');
const sample = readFileSync(join(__dirname, '../sample-brief.json'), 'utf8');

const { job_id: jobId } = jobStatus({});
let api: Double;
let answers: DoubleAnswer[];
let outDir: string;
const { signal } = new AbortController();

beforeEach(async () => {
  answers = [];
  outDir = await mkdtemp(join(tmpdir(), 'bom-demo-out-'));
  api = await startDouble(({ path }) =>
    path.startsWith('/files/') ? { body: film } : (answers.shift() ?? { status: 500 }),
  );
});

afterEach(async () => {
  await api.close();
  await rm(outDir, { recursive: true });
});

const statusOf = (change: Partial<JobStatus>): DoubleAnswer => ({ json: jobStatus(change) });

test('the job is followed to its end over an outage of the API, with the key', async () => {
  answers = [
    { status: 404 },
    statusOf({ progress: 10 }),
    { status: 502, body: 'no json' },
    statusOf({ status: 'complete', progress: 100 }),
  ];
  const seen: number[] = [];
  const client = createBomClient({ baseUrl: api.url, token: 'bom_a_b' });
  const last = await followJob(client, { jobId, show: ({ progress }) => seen.push(progress), signal });
  expect(last.status).toBe('complete');
  expect(seen).toEqual([10, 100]);
  expect(new Set(api.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer bom_a_b']));
});

test('a refused submission ends with the API’s sentence and its fields', async () => {
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 422,
    detail: 'The form lacks answers.',
    code: 'missing_answers',
    request_id: 'r',
  };
  answers = [{ status: 422, json: { ...problem, errors: [{ path: 'email', message: 'is not answered' }] } }];
  const submission = makeSubmission(sample, { formats: undefined, now: new Date() });
  const client = createBomClient({ baseUrl: api.url });
  await expect(submit(client, { submission, signingSecret: 'key', signal })).rejects.toThrow(
    'The form lacks answers. (missing_answers)\n  email: is not answered',
  );
  const [sent] = api.requests;
  expect(sent).toMatchObject({ method: 'POST', path: '/api/webhooks/tally' });
  expect(sent?.headers['tally-signature']).toBe(signSubmission(String(sent?.body), 'key'));
});

test('films, captions and poster come to the folder', async () => {
  const files = await fetchResults({ status: finished(film), name: 'tidepool', outDir, signal });
  expect(files.map(({ path, bytes, facts }) => [path.slice(outDir.length + 1), bytes, facts])).toEqual([
    ['tidepool-square.mp4', 6, '1080x1080, 12.0 s'],
    ['tidepool.srt', 6, ''],
    ['tidepool.vtt', 6, ''],
    ['tidepool-poster.jpg', 6, ''],
  ]);
  expect(await readFile(join(outDir, 'tidepool-square.mp4'))).toEqual(film);
});

test('a film that arrives other than promised is an error', async () => {
  const promised = finished(Buffer.from('another film'));
  await expect(fetchResults({ status: promised, name: 'x', outDir, signal })).rejects.toThrow(
    'The square film arrived damaged',
  );
});

function finished(content: Buffer): JobStatus {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const square = { url: `${api.url}/files/f.mp4`, width: 1080, height: 1080, duration_seconds: 12, bytes: 6, sha256 };
  const captions = { srt: `${api.url}/files/c.srt`, vtt: `${api.url}/files/c.vtt` };
  return jobStatus({ status: 'complete', outputs: { square }, captions, poster_url: `${api.url}/files/p.jpg` });
}
