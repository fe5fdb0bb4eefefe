import { BudgetExceededError, CancelledError, RateLimitedError, TransientError } from '@bom/domain';
import { createImagery } from '../imagery.ts';
import {
  makeCall,
  makePicture,
  makeRequest,
  sendJson,
  startDouble,
  until,
  type Answer,
  type ProviderDouble,
} from '../testing/provider-double.ts';
import type { Imagery } from '../types.ts';

const base = '/fal-ai/flux/dev';
const requests = '/fal-ai/flux/requests';
let double: ProviderDouble | undefined;
let picture: Buffer;

beforeAll(async () => {
  picture = await makePicture();
});

afterEach(async () => {
  await double?.close();
  double = undefined;
});

interface Parts {
  submit?: Answer;
  status?: Answer;
  result?: Answer;
  file?: Answer;
}

/** fal as it behaves when all is well, with single answers replaced. */
async function startFal(parts: Parts = {}, settings: { timeoutMs?: number; allow?: boolean } = {}): Promise<Imagery> {
  let submitted = 0;
  let asked = 0;
  const usual: Required<Parts> = {
    submit: (response) =>
      sendJson(response, { status: 'IN_QUEUE', request_id: `req-${(submitted += 1)}`, queue_position: 0 }),
    status: (response) => sendJson(response, { status: (asked += 1) < 2 ? 'IN_PROGRESS' : 'COMPLETED' }),
    result: (response) => sendJson(response, { images: [imageOf()], seed: 1, has_nsfw_concepts: [false] }),
    file: (response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture),
  };
  const answers = { ...usual, ...parts };
  double = await startDouble((response, call) => {
    if (call.method === 'POST') answers.submit(response, call);
    else if (call.path.endsWith('/status')) answers.status(response, call);
    else if (call.path.endsWith('/cancel')) sendJson(response, { status: 'CANCELLATION_REQUESTED' }, 202);
    else if (call.path.startsWith(requests)) answers.result(response, call);
    else answers.file(response, call);
  });
  return createImagery({
    providers: ['fal'],
    fal: { apiKey: 'key-1', baseUrl: double.url, pollMs: 5, timeoutMs: settings.timeoutMs ?? 600_000 },
    allowPrivate: settings.allow === false ? [] : [double.host],
  });
}

function imageOf(): Record<string, unknown> {
  return { url: `${double?.url}/files/a.jpg`, width: 1056, height: 1856, content_type: 'image/jpeg' };
}

const completed: Answer = (response) => sendJson(response, { status: 'COMPLETED' });
const pendingOf = (requestId: string, attempt = 0): unknown => ({
  provider: 'fal',
  model: 'fal-ai/flux/dev',
  requestId,
  attempt,
});

describe('fal', () => {
  test('asks for a picture, waits, downloads it and says what it cost', async () => {
    const imagery = await startFal();
    const call = makeCall();
    const image = await imagery.makeImage(makeRequest(), call);
    expect(image).toMatchObject({
      width: 320,
      height: 512,
      mimeType: 'image/jpeg',
      provider: 'fal',
      model: 'fal-ai/flux/dev',
      warnings: [],
    });
    expect(image.bytes.equals(picture)).toBe(true);
    const [submit] = double?.seen('POST', /./) ?? [];
    expect(submit?.path).toBe(base);
    expect(submit?.headers.authorization).toBe('Key key-1');
    expect(submit?.body).toMatchObject({
      image_size: { width: 1056, height: 1856 },
      num_images: 1,
      output_format: 'jpeg',
    });
    expect(call.saved).toEqual([pendingOf('req-1')]);
    expect(call.spends).toEqual([5_000_000]);
    expect(call.usage).toEqual([
      expect.objectContaining({ requestId: 'req-1', units: 1, unit: 'megapixel', costMicrocents: 2_500_000, ok: true }),
    ]);
  });

  test('resumes the saved request after a crash and does not pay again', async () => {
    const imagery = await startFal();
    const call = makeCall({ pending: pendingOf('req-old') });
    await imagery.makeImage(makeRequest(), call);
    expect(double?.seen('POST', /./)).toHaveLength(0);
    expect(double?.seen('GET', /req-old\/status$/).length).toBeGreaterThan(0);
    expect(call.spends).toEqual([]);
    expect(call.usage).toHaveLength(1);
  });

  test('forgets a saved request that fal no longer knows', async () => {
    const imagery = await startFal({ status: (response) => sendJson(response, { detail: 'Not found' }, 404) });
    const call = makeCall({ pending: pendingOf('req-old') });
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toMatchObject({
      code: 'image_request_lost',
      retriable: true,
    });
    expect(call.saved).toEqual([null]);
  });

  test('waits as long as a 429 says', async () => {
    const imagery = await startFal({
      submit: (response) => sendJson(response, { detail: 'slow down' }, 429, { 'retry-after': '7' }),
    });
    const failure = await imagery.makeImage(makeRequest(), makeCall()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RateLimitedError);
    expect(failure).toMatchObject({ retryAfterMs: 7000, scene: 2 });
    expect(double?.seen('POST', /./)).toHaveLength(1);
  });

  test('submits once where fal answers 503, and leaves the retry to the queue', async () => {
    const imagery = await startFal({ submit: (response) => sendJson(response, {}, 503) });
    await expect(imagery.makeImage(makeRequest(), makeCall())).rejects.toBeInstanceOf(TransientError);
    expect(double?.seen('POST', /./)).toHaveLength(1);
  });

  test('softens a refused prompt once, and then draws offline with a warning', async () => {
    const refuse: Answer = (response) =>
      sendJson(
        response,
        { detail: [{ loc: ['body', 'prompt'], msg: 'flagged', type: 'content_policy_violation' }] },
        422,
      );
    const imagery = await startFal({ status: completed, result: refuse });
    const call = makeCall();
    const image = await imagery.makeImage(makeRequest({ prompt: 'A nude statue on the market' }), call);
    const prompts = double?.seen('POST', /./).map(({ body }) => (body as { prompt: string }).prompt);
    expect(prompts?.[0]).toBe('A nude statue on the market');
    expect(prompts?.[1]).toMatch(/family-friendly.* statue on the market$/);
    expect(prompts?.[1]).not.toContain('nude');
    expect(prompts).toHaveLength(2);
    expect(image.provider).toBe('offline');
    expect(image.warnings.map(({ code, scene }) => [code, scene])).toEqual([
      ['image_refused', 2],
      ['offline_image', 2],
    ]);
  });

  test('bills a flagged picture and takes the softened one', async () => {
    let results = 0;
    const imagery = await startFal({
      status: completed,
      result: (response) => sendJson(response, { images: [imageOf()], has_nsfw_concepts: [(results += 1) === 1] }),
    });
    const call = makeCall();
    const image = await imagery.makeImage(makeRequest(), call);
    expect(image).toMatchObject({ provider: 'fal', warnings: [] });
    expect(call.usage.map(({ ok, requestId }) => [ok, requestId])).toEqual([
      [false, 'req-1'],
      [true, 'req-2'],
    ]);
  });

  test('goes on with the softened attempt that was saved before a crash', async () => {
    const imagery = await startFal();
    await imagery.makeImage(makeRequest(), makeCall({ pending: pendingOf('req-soft', 1) }));
    expect(double?.seen('POST', /./)).toHaveLength(0);
  });

  test('draws offline with a warning where the key is wrong', async () => {
    const imagery = await startFal({ submit: (response) => sendJson(response, { detail: 'invalid key' }, 401) });
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(image.warnings.map(({ code }) => code)).toEqual(['image_provider_fallback', 'offline_image']);
    expect(image.warnings[0]?.detail).toContain('invalid key');
  });

  test('does not fall back where a budget is used up', async () => {
    const imagery = await startFal();
    const authorize = (): void => {
      throw new BudgetExceededError('The budget of this video is used up.');
    };
    await expect(imagery.makeImage(makeRequest(), makeCall({ authorize }))).rejects.toMatchObject({
      code: 'budget_exceeded',
    });
    expect(double?.calls).toHaveLength(0);
  });

  test.each<[string, Answer]>([
    ['cut off', (response) => response.destroy()],
    ['never answered', () => undefined],
    ['answered with nonsense', (response) => response.writeHead(200).end('<html>')],
  ])('books the probable cost of a submit that is %s, since its picture may be painted', async (_name, submit) => {
    const imagery = await startFal({ submit }, { timeoutMs: 1_000 });
    const call = makeCall();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toBeInstanceOf(TransientError);
    expect(call.usage).toEqual([
      expect.objectContaining({ ok: false, requestId: null, costMicrocents: call.spends[0] }),
    ]);
    expect(call.saved).toEqual([]);
  });

  test('books nothing where fal refused the submit, or nobody was there', async () => {
    const imagery = await startFal({ submit: (response) => sendJson(response, {}, 503) });
    const call = makeCall();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toBeInstanceOf(TransientError);
    await double?.close();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toMatchObject({ code: 'image_connection_lost' });
    expect(call.usage).toEqual([]);
  });

  test('stops waiting on cancel, takes the request off the queue and closes its sockets', async () => {
    const imagery = await startFal({ status: () => undefined });
    const call = makeCall();
    const made = imagery.makeImage(makeRequest(), call).catch((error: unknown) => error);
    await until(() => double?.seen('GET', /status$/).length === 1);
    call.abort.abort();
    expect(await made).toBeInstanceOf(CancelledError);
    expect(double?.seen('PUT', /req-1\/cancel$/)).toHaveLength(1);
    await until(() => double?.seen('GET', /status$/)[0]?.hungUp === true);
  });

  test('gives up on a silent fal and keeps the request for the next try', async () => {
    const imagery = await startFal({ status: () => undefined }, { timeoutMs: 1_000 });
    const call = makeCall();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toMatchObject({
      code: 'image_timeout',
      retriable: true,
    });
    expect(call.saved).toEqual([pendingOf('req-1')]);
    await until(() => double?.seen('GET', /status$/)[0]?.hungUp === true);
  });

  test('gives up on a request that never leaves the queue', async () => {
    const imagery = await startFal(
      { status: (response) => sendJson(response, { status: 'IN_QUEUE', queue_position: 9 }) },
      { timeoutMs: 60 },
    );
    await expect(imagery.makeImage(makeRequest(), makeCall())).rejects.toMatchObject({ code: 'image_timeout' });
  });

  test('calls HTML in place of JSON malformed', async () => {
    const imagery = await startFal({ submit: (response) => response.writeHead(200).end('<html>') });
    await expect(imagery.makeImage(makeRequest(), makeCall())).rejects.toMatchObject({
      code: 'image_answer_malformed',
      retriable: true,
    });
  });

  test('keeps the request where the download is cut off', async () => {
    const imagery = await startFal({
      file: (response) => {
        response.writeHead(200, { 'content-length': String(picture.length) });
        response.write(picture.subarray(0, 100), () => response.destroy());
      },
    });
    const call = makeCall();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toMatchObject({
      code: 'image_connection_lost',
      retriable: true,
    });
    expect(call.saved).toEqual([pendingOf('req-1')]);
    expect(call.usage).toEqual([]);
  });

  test.each([
    ['HTML', () => Buffer.from('<html>sorry</html>')],
    ['half a picture', () => picture.subarray(0, Math.floor(picture.length / 2))],
    ['nothing', () => Buffer.alloc(0)],
  ])('refuses %s as a picture, and counts it as paid', async (_name, bytes) => {
    const imagery = await startFal({
      file: (response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes()),
    });
    const call = makeCall();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toMatchObject({
      code: 'image_invalid',
      retriable: true,
    });
    expect(call.saved.at(-1)).toBeNull();
    expect(call.usage).toEqual([expect.objectContaining({ ok: false, costMicrocents: 5_000_000 })]);
  });

  test('turns a WebP into a JPEG', async () => {
    const webp = await makePicture('webp');
    const imagery = await startFal({ file: (response) => response.writeHead(200).end(webp) });
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(image.mimeType).toBe('image/jpeg');
    expect(image.bytes.subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  test('never fetches a result from a private address', async () => {
    const imagery = await startFal({}, { allow: false });
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(image.warnings[0]?.code).toBe('image_provider_fallback');
    expect(double?.seen('GET', /^\/files/)).toHaveLength(0);
  });

  test('does not follow a redirect to a private address', async () => {
    const imagery = await startFal({
      file: (response) => response.writeHead(302, { location: 'https://127.0.0.1:9/x.jpg' }).end(),
    });
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(image.warnings[0]?.detail).toContain('private network');
  });

  test('asks anew where the picture failed at fal or its file has vanished', async () => {
    const failed: Parts[] = [
      { status: completed, result: (response) => sendJson(response, { detail: 'worker died' }, 500) },
      { status: completed, result: (response) => sendJson(response, { images: [] }) },
      { status: completed, file: (response) => response.writeHead(403).end() },
    ];
    for (const parts of failed) {
      const imagery = await startFal(parts);
      const call = makeCall();
      await expect(imagery.makeImage(makeRequest(), call)).rejects.toMatchObject({ retriable: true, scene: 2 });
      expect(call.saved.at(-1)).toBeNull();
      await double?.close();
    }
  });

  test('takes a request off the queue whose id could not be saved', async () => {
    const imagery = await startFal();
    const call = { ...makeCall(), savePending: () => Promise.reject(new Error('fenced')) };
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toThrow('fenced');
    expect(double?.seen('PUT', /req-1\/cancel$/)).toHaveLength(1);
    expect(double?.seen('GET', /./)).toHaveLength(0);
  });

  test('ignores what another provider or an older version saved', async () => {
    const imagery = await startFal();
    await imagery.makeImage(
      makeRequest(),
      makeCall({ pending: { provider: 'fal', requestId: '../../x', attempt: 0, model: 'm' } }),
    );
    expect(double?.seen('POST', /./)).toHaveLength(1);
  });
});
