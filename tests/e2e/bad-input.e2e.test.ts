import { makeTone, startDouble } from '@bom/testing';
import type { Double } from '@bom/testing';
import { expectClean } from '../stack/expect-clean.ts';
import { requestFilm } from '../stack/make-request.ts';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

let stack: Stack;
let host: Double;
let unreachable: string;

beforeAll(async () => {
  host = await startDouble(({ path }) => {
    if (path === '/page.png') return { headers: { 'content-type': 'image/png' }, body: '<html>not a picture</html>' };
    if (path === '/silence.wav') return { headers: { 'content-type': 'audio/wav' }, body: makeTone({ seconds: 0 }) };
    return { status: 404, body: 'nothing here' };
  });
  const gone = await startDouble(() => ({}));
  await gone.close();
  unreachable = gone.url;
  stack = await startStack({ FETCH_ALLOW_PRIVATE: `127.0.0.1:${host.port},127.0.0.1:${gone.port}` });
});

afterEach(() => expectClean(stack));

afterAll(async () => {
  await stack.stop();
  await host.close();
});

async function failure(wish: { image?: string; audio?: string }) {
  const { jobId } = await requestFilm(stack, { scenes: 1, ...wish });
  const job = await stack.ended(jobId);
  expect(job.status).toBe('failed');
  return job.error;
}

describe('what can not become a film fails in plain words, with stage and scene', () => {
  test('a picture that is not there', async () => {
    const error = await failure({ image: `${host.url}/gone.png` });
    expect(error).toMatchObject({ stage: 'fetching', scene: 0, retriable: false });
    expect(error?.detail).toMatch(/picture of scene 1.*404/s);
  });

  test('a picture that is none', async () => {
    const error = await failure({ image: `${host.url}/page.png` });
    expect(error).toMatchObject({ stage: 'fetching', scene: 0 });
    expect(error?.code).toMatch(/^media_not_/);
  });

  test('an address inside the network, at the door already', async () => {
    const asked = failure({ image: 'http://169.254.169.254/latest/meta-data' });
    await expect(asked).rejects.toThrow(/^422 .*"code":"private_address".*"path":"images\.0"/);
  });

  test('a recording of no length', async () => {
    const error = await failure({ audio: `${host.url}/silence.wav` });
    expect(error).toMatchObject({ stage: 'fetching' });
    expect(error?.code).toMatch(/^media_/);
    expect(error?.detail).toMatch(/narration/);
  });

  test('a picture on a machine that does not answer, after all tries', async () => {
    const error = await failure({ image: `${unreachable}/picture.png` });
    expect(error).toMatchObject({ code: 'fetch_failed', stage: 'fetching', scene: 0, retriable: true, attempt: 4 });
    expect(error?.detail).toMatch(/^The picture of scene 1: The connection to 127\.0\.0\.1:\d+ failed/);
  });
});

describe('what can not be answered is a problem in plain words', () => {
  async function problemOf(answer: Response): Promise<Record<string, unknown>> {
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return { status: answer.status, ...((await answer.json()) as object) };
  }

  test('the status of a job that never was', async () => {
    const answer = await stack.call('/api/assembly/status/018f0000-0000-7000-8000-000000000000');
    expect(await problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('a submission that somebody else signed, of which nothing is kept', async () => {
    const headers = { 'content-type': 'application/json', 'tally-signature': 'AAAA' };
    const answer = await stack.call('/api/webhooks/tally', { method: 'POST', headers, body: '{}' });
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'invalid_signature' });
    expect(await stack.db.prisma.webhookEvent.count()).toBe(0);
  });

  test('a form without an answer that is needed', async () => {
    const answer = await stack.submit({ 'Business name': 'Koffie', 'E-mail': 'k@client.example' });
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ status: 422, code: 'missing_answers' });
    expect(problem['detail']).toContain('"What do you sell?"');
    expect(await stack.db.prisma.webhookEvent.findMany({ select: { status: true } })).toEqual([{ status: 'failed' }]);
  });
});
