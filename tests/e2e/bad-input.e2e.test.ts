import { makeTone, startDouble } from '@bom/testing';
import type { Double } from '@bom/testing';
import { expectClean } from './stack/expect-clean.ts';
import { requestFilm } from './stack/make-request.ts';
import { startStack } from './stack/start-stack.ts';
import type { Stack } from './stack/start-stack.ts';

let stack: Stack;
let host: Double;

beforeAll(async () => {
  host = await startDouble(({ path }) => {
    if (path === '/page.png') return { headers: { 'content-type': 'image/png' }, body: '<html>not a picture</html>' };
    if (path === '/silence.wav') return { headers: { 'content-type': 'audio/wav' }, body: makeTone({ seconds: 0 }) };
    return { status: 404, body: 'nothing here' };
  });
  stack = await startStack({ FETCH_ALLOW_PRIVATE: `127.0.0.1:${host.port}` });
}, 60_000);

afterEach(() => expectClean(stack));

afterAll(async () => {
  await stack.stop();
  await host.close();
}, 30_000);

async function failure(wish: { image?: string; audio?: string }) {
  const { jobId } = await requestFilm(stack, { scenes: 1, ...wish });
  const job = await stack.ended(jobId, 60_000);
  expect(job.status).toBe('failed');
  return job.error;
}

describe('what can not become a film fails in plain words, with stage and scene', () => {
  test('a picture that is not there', async () => {
    const error = await failure({ image: `${host.url}/gone.png` });
    expect(error).toMatchObject({ stage: 'fetching', scene: 0, retriable: false });
    expect(error?.detail).toMatch(/picture of scene 1.*404/s);
  }, 90_000);

  test('a picture that is none', async () => {
    const error = await failure({ image: `${host.url}/page.png` });
    expect(error).toMatchObject({ stage: 'fetching', scene: 0 });
    expect(error?.code).toMatch(/^media_not_/);
  }, 90_000);

  test('an address inside the network', async () => {
    const error = await failure({ image: 'http://169.254.169.254/latest/meta-data' });
    expect(error).toMatchObject({ code: 'url_not_allowed', stage: 'fetching', scene: 0 });
  }, 90_000);

  test('a recording of no length', async () => {
    const error = await failure({ audio: `${host.url}/silence.wav` });
    expect(error).toMatchObject({ stage: 'fetching' });
    expect(error?.code).toMatch(/^media_/);
    expect(error?.detail).toMatch(/narration/);
  }, 90_000);
});
