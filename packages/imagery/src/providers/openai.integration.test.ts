import { CancelledError, ProviderRefusal, RateLimitedError, TransientError, type CallContext } from '@bom/domain';
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
import type { Imagery, PaidProvider } from '../types.ts';

let double: ProviderDouble | undefined;
let encoded: string;

beforeAll(async () => {
  encoded = (await makePicture('png')).toString('base64');
});

afterEach(async () => {
  await double?.close();
  double = undefined;
});

async function startOpenAi(
  answer: Answer,
  settings: { timeoutMs?: number; providers?: PaidProvider[] } = {},
): Promise<Imagery> {
  double = await startDouble(answer);
  return createImagery({
    providers: settings.providers ?? ['openai'],
    fal: { apiKey: 'fal-key', baseUrl: double.url },
    openai: { apiKey: 'sk-1', baseUrl: `${double.url}/v1`, timeoutMs: settings.timeoutMs ?? 600_000 },
  });
}

const usage = {
  input_tokens: 40,
  output_tokens: 4000,
  total_tokens: 4040,
  input_tokens_details: { text_tokens: 40, image_tokens: 0 },
};
const good: Answer = (response) =>
  sendJson(response, { created: 1, data: [{ b64_json: encoded }], usage }, 200, { 'x-request-id': 'req_7' });
const failing =
  (status: number, error: Record<string, unknown>, headers: Record<string, string> = {}): Answer =>
  (response) =>
    sendJson(response, { error: { type: 'x', param: null, ...error } }, status, headers);

describe('openai', () => {
  test('asks for a picture of the format and says what its tokens cost', async () => {
    const imagery = await startOpenAi(good);
    const call = makeCall();
    const image = await imagery.makeImage(makeRequest(), call);
    expect(image).toMatchObject({
      provider: 'openai',
      model: 'gpt-image-2',
      mimeType: 'image/png',
      width: 320,
      height: 512,
      warnings: [],
    });
    expect(double?.calls).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/v1/images/generations',
        body: expect.objectContaining({ model: 'gpt-image-2', size: '1536x2688', quality: 'medium', n: 1 }),
      }),
    ]);
    expect(double?.calls[0]?.headers.authorization).toBe('Bearer sk-1');
    expect(call.usage).toEqual([
      expect.objectContaining({
        requestId: 'req_7',
        inputTokens: 40,
        outputTokens: 4000,
        costMicrocents: 12_020_000,
        ok: true,
      }),
    ]);
    expect(call.spends[0]).toBeGreaterThan(0);
  });

  test('softens a blocked prompt once, and then draws offline with a warning', async () => {
    const imagery = await startOpenAi(
      failing(400, { code: 'moderation_blocked', message: 'Your request was rejected by the safety system.' }),
    );
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(double?.calls).toHaveLength(2);
    expect(image.warnings.map(({ code }) => code)).toEqual(['image_refused', 'offline_image']);
    expect(image.warnings[0]?.detail).toContain('the built-in illustrator was asked');
  });

  test('waits as long as a 429 says, and asks only once', async () => {
    const imagery = await startOpenAi(
      failing(429, { code: 'rate_limit_exceeded', message: 'slow' }, { 'retry-after': '3' }),
    );
    const failure = await imagery.makeImage(makeRequest(), makeCall()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RateLimitedError);
    expect(failure).toMatchObject({ retryAfterMs: 3000 });
    expect(double?.calls).toHaveLength(1);
  });

  test.each([
    [429, 'insufficient_quota'],
    [401, 'invalid_api_key'],
    [400, 'invalid_value'],
  ])('falls back with a warning where a %i says %s', async (status, code) => {
    const imagery = await startOpenAi(failing(status, { code, message: 'no' }));
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(image.provider).toBe('offline');
    expect(image.warnings.map((warning) => warning.code)).toEqual(['image_provider_fallback', 'offline_image']);
  });

  test.each([
    ['a 500', failing(500, { message: 'oops' }), 'image_provider_unavailable'],
    ['a cut line', ((response) => response.destroy()) satisfies Answer, 'image_connection_lost'],
    [
      'broken JSON',
      ((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[')) satisfies Answer,
      'image_answer_malformed',
    ],
    [
      'HTML',
      ((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')) satisfies Answer,
      'image_answer_malformed',
    ],
    [
      'no picture',
      ((response) => sendJson(response, { created: 1, data: [] })) satisfies Answer,
      'image_answer_malformed',
    ],
    [
      'text for a picture',
      ((response) => sendJson(response, { created: 1, data: [{ b64_json: 'aGVsbG8=' }], usage })) satisfies Answer,
      'image_invalid',
    ],
  ])('leaves %s to the queue, which tries again', async (_name, answer, code) => {
    const imagery = await startOpenAi(answer);
    await expect(imagery.makeImage(makeRequest(), makeCall())).rejects.toMatchObject({
      code,
      retriable: true,
      scene: 2,
    });
    expect(double?.calls).toHaveLength(1);
  });

  test.each([
    ['says nothing', (() => undefined) satisfies Answer],
    [
      'stops in mid-answer',
      ((response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data"')) satisfies Answer,
    ],
  ])('gives up on a server that %s', async (_name, answer) => {
    const imagery = await startOpenAi(answer, { timeoutMs: 1_000 });
    const call = makeCall();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toMatchObject({ code: 'image_timeout' });
    expect(call.usage).toEqual([expect.objectContaining({ ok: false, costMicrocents: call.spends[0] })]);
    await until(() => double?.calls[0]?.hungUp === true);
  });

  test('closes the socket on cancel', async () => {
    const imagery = await startOpenAi(() => undefined);
    const call = makeCall();
    const made = imagery.makeImage(makeRequest(), call).catch((error: unknown) => error);
    await until(() => double?.calls.length === 1);
    call.abort.abort();
    expect(await made).toBeInstanceOf(CancelledError);
    await until(() => double?.calls[0]?.hungUp === true);
    expect(call.usage).toEqual([expect.objectContaining({ ok: false, costMicrocents: call.spends[0] })]);
  });

  test.each<[string, Answer, boolean]>([
    ['a 500 is not billed', failing(500, { message: 'oops' }), false],
    ['a cut line may be', (response) => response.destroy(), true],
    ['a garbled answer may be', (response) => response.writeHead(200).end('<html>'), true],
  ])('%s', async (_name, answer, billed) => {
    const imagery = await startOpenAi(answer);
    const call = makeCall();
    await expect(imagery.makeImage(makeRequest(), call)).rejects.toBeInstanceOf(TransientError);
    const lost = expect.objectContaining({ ok: false, requestId: null, costMicrocents: call.spends[0] });
    expect(call.usage).toEqual(billed ? [lost] : []);
  });

  test('takes over with a warning where fal fails for good', async () => {
    const imagery = await startOpenAi(
      (response, call) =>
        call.path.startsWith('/v1') ? good(response, call) : sendJson(response, { detail: 'Exhausted balance' }, 403),
      { providers: ['fal', 'openai'] },
    );
    expect([imagery.provider, imagery.model]).toEqual(['fal', 'fal-ai/flux/dev']);
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(image.provider).toBe('openai');
    expect(image.warnings).toEqual([
      { code: 'image_provider_fallback', detail: expect.stringContaining('Exhausted balance'), scene: 2 },
    ]);
  });

  test('takes over where fal will not draw the scene, even in milder words', async () => {
    const refusal = { detail: [{ loc: [], msg: 'flagged', type: 'content_policy_violation' }] };
    const imagery = await startOpenAi(
      (response, call) => {
        if (call.path.startsWith('/v1')) good(response, call);
        else if (call.method === 'POST') sendJson(response, { request_id: 'req-1' });
        else if (call.path.endsWith('/status')) sendJson(response, { status: 'COMPLETED' });
        else sendJson(response, refusal, 422);
      },
      { providers: ['fal', 'openai'] },
    );
    const image = await imagery.makeImage(makeRequest(), makeCall());
    expect(double?.seen('POST', /fal-ai/)).toHaveLength(2);
    expect(image.provider).toBe('openai');
    expect(image.warnings).toEqual([
      { code: 'image_refused', detail: expect.stringMatching(/^fal .*openai was asked/), scene: 2 },
    ]);
  });

  test('takes over while fal is known to be down, and waits where nobody is left', async () => {
    const imagery = await startOpenAi(good, { providers: ['fal', 'openai'] });
    const call = makeCall();
    const down =
      (...names: string[]): CallContext['authorizeSpend'] =>
      async (_estimate, { provider }) => {
        if (names.includes(provider)) throw new ProviderRefusal(`${provider} is down.`, { state: 'down', lastedMs: 0 });
      };
    const image = await imagery.makeImage(makeRequest(), { ...call, authorizeSpend: down('fal') });
    expect(image).toMatchObject({ provider: 'openai', warnings: [{ code: 'image_provider_fallback' }] });
    expect(double?.calls).toHaveLength(1);
    const waiting = imagery.makeImage(makeRequest(), { ...call, authorizeSpend: down('fal', 'openai') });
    await expect(waiting).rejects.toMatchObject({ code: 'provider_down', message: 'openai is down.' });
    expect(double?.calls).toHaveLength(1);
  });

  test('does not take over while fal is only down for a while', async () => {
    const imagery = await startOpenAi(
      (response, call) => (call.path.startsWith('/v1') ? good(response, call) : sendJson(response, {}, 502)),
      {
        providers: ['fal', 'openai'],
      },
    );
    await expect(imagery.makeImage(makeRequest(), makeCall())).rejects.toMatchObject({ retriable: true });
    expect(double?.seen('POST', /^\/v1/)).toHaveLength(0);
  });
});
