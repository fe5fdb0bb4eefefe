import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTone, startDouble, waitFor, type Double, type DoubleAnswer } from '@bom/testing';
import { createVoice } from '../create-voice.ts';
import { makeCall, type TestCall } from '../testing/call.ts';
import type { SpeakRequest, Take } from '../types.ts';

let workDir: string;
let service: Double;
beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'voice-'));
});
afterEach(async () => {
  await service.close();
  await rm(workDir, { recursive: true, force: true });
});

async function serve(handler: Parameters<typeof startDouble>[0]): Promise<void> {
  service = await startDouble(handler);
}

function speak(
  request: Partial<SpeakRequest> = {},
  options: { call?: TestCall; model?: string; timeoutMs?: number } = {},
): Promise<Take> {
  const { call = makeCall(), ...config } = options;
  const voice = createVoice({
    provider: 'openai',
    openai: { apiKey: 'sk-1', baseUrl: `${service.url}/v1`, ...config },
    workDir,
  });
  return voice.speak(
    { text: 'Hello big world.', language: 'nl', voice: {}, glossary: [], scene: null, ...request },
    call,
  );
}

/** As OpenAI answers: a WAV written as it is spoken, sent in chunks, with no length in its header nor before it. */
const spoken = {
  headers: { 'content-type': 'audio/wav', 'transfer-encoding': 'chunked', 'x-request-id': 'req-9' },
  body: makeTone({ seconds: 1.5, sampleRate: 24_000, streamed: true }),
};

describe('OpenAI speech', () => {
  test('is asked for one take; its words are estimated and said to be', async () => {
    await serve(() => spoken);
    const call = makeCall();
    const take = await speak({ voice: { id: 'Marin', speed: 1.25 } }, { call });
    const [request] = service.requests;
    expect(request?.path).toBe('/v1/audio/speech');
    expect(request?.headers.authorization).toBe('Bearer sk-1');
    expect(JSON.parse(String(request?.body))).toEqual({
      model: 'gpt-4o-mini-tts',
      voice: 'marin',
      input: 'Hello big world.',
      response_format: 'wav',
      speed: 1.25,
      instructions: expect.stringContaining('Dutch'),
    });
    expect(take).toMatchObject({ timing: 'estimated', provider: 'openai', voice: 'marin' });
    expect(take.words.map(({ text }) => text)).toEqual(['Hello', 'big', 'world.']);
    expect(take.warnings).toEqual([{ code: 'estimated_captions', detail: expect.stringContaining('openai') }]);
    // 16 characters and 1.5 seconds.
    const [usage] = call.usage;
    expect(usage).toMatchObject({ requestId: 'req-9', unit: 'second', ok: true, costMicrocents: 37_740 });
    expect(usage?.units).toBeCloseTo(1.5, 3);
    expect(call.estimates).toHaveLength(1);
  });

  test('gets no instructions, no new voices and a price by character for the older models', async () => {
    await serve(() => spoken);
    const call = makeCall();
    const take = await speak({ voice: { id: 'marin' } }, { call, model: 'tts-1-hd' });
    expect(JSON.parse(String(service.requests[0]?.body))).not.toHaveProperty('instructions');
    expect(take.voice).toBe('coral');
    expect(take.warnings.map(({ code }) => code)).toEqual(['voice_not_available', 'estimated_captions']);
    expect(call.usage[0]).toMatchObject({ units: 16, unit: 'character', costMicrocents: 48_000 });
  });

  test.each([
    [
      'a 429 with Retry-After',
      429,
      { type: 'requests', code: 'rate_limit_exceeded', message: 'Slow down.' },
      'voice_rate_limited',
      true,
    ],
    [
      'a used-up balance',
      429,
      { type: 'insufficient_quota', code: 'insufficient_quota', message: 'Pay.' },
      'voice_account_blocked',
      false,
    ],
    ['a wrong key', 401, { code: 'invalid_api_key', message: 'Incorrect API key.' }, 'voice_key_rejected', false],
    ['a bad request', 400, { code: null, message: 'Too long.' }, 'voice_request_rejected', false],
    ['a 500', 500, { code: null, message: 'Oops.' }, 'voice_provider_unavailable', true],
  ])('%s is what it is, and called once', async (_, status, error, code, retriable) => {
    await serve(() => ({ status, headers: { 'retry-after': '3' }, json: { error } }));
    const call = makeCall();
    const expected = { code, retriable, ...(code === 'voice_rate_limited' ? { retryAfterMs: 3000 } : {}) };
    await expect(speak({}, { call })).rejects.toMatchObject(expected);
    expect(service.requests).toHaveLength(1);
    expect(call.usage).toEqual([]);
  });

  test.each<[string, DoubleAnswer]>([
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }],
    ['nothing', { body: '' }],
    ['half a header', { body: spoken.body.subarray(0, 30) }],
    ['sound that was cut off', { body: makeTone({ seconds: 0.1, streamed: true }) }],
  ])('%s with 200 is worth another try, and was paid', async (_, answer) => {
    await serve(() => answer);
    const call = makeCall();
    await expect(speak({}, { call })).rejects.toMatchObject({ code: 'voice_bad_audio', retriable: true });
    expect(call.usage).toEqual([expect.objectContaining({ ok: false })]);
  });

  test('a hang ends with a time-out, in the body too; a cancel closes the connection', async () => {
    let closed = 0;
    await serve((_, response) => {
      response.on('close', () => (closed += 1));
      if (service.requests.length > 1) response.writeHead(200).write('RIFF');
      return undefined;
    });
    await expect(speak({}, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: 'voice_timeout', retriable: true });
    await expect(speak({}, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: 'voice_timeout', retriable: true });
    const call = makeCall();
    const speaking = speak({}, { call });
    await waitFor(() => service.requests.length === 3);
    call.controller.abort();
    await expect(speaking).rejects.toMatchObject({ code: 'cancelled' });
    await waitFor(() => closed === 3);
    expect(call.usage).toEqual([expect.objectContaining({ ok: false, costMicrocents: call.estimates[0] })]);
  });

  test('a connection that breaks is worth another try', async () => {
    await serve((_, response) => {
      response.writeHead(200, { 'content-length': '5000' }).write('RIFF');
      response.destroy();
      return undefined;
    });
    const call = makeCall();
    await expect(speak({}, { call })).rejects.toMatchObject({ code: 'voice_connection_lost', retriable: true });
    expect(call.usage).toEqual([expect.objectContaining({ ok: false, costMicrocents: call.estimates[0] })]);
  });

  test('speaks for the client who asks for it, beside another usual voice', async () => {
    await serve(() => spoken);
    const openai = { apiKey: 'sk-1', baseUrl: `${service.url}/v1` };
    const voice = createVoice({ provider: 'offline', openai, workDir });
    const request = {
      text: 'Hello.',
      language: 'en',
      voice: { provider: 'openai', id: 'nova' },
      glossary: [],
      scene: null,
    };
    expect(await voice.speak(request, makeCall())).toMatchObject({ provider: 'openai', voice: 'nova' });
  });
});

describe('createVoice', () => {
  test('refuses a provider without its key', async () => {
    await serve(() => spoken);
    expect(() => createVoice({ provider: 'openai', workDir })).toThrow(
      expect.objectContaining({ code: 'provider_not_configured' }),
    );
  });
});
