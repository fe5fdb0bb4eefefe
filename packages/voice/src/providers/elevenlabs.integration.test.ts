import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermanentError } from '@bom/domain';
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
  const elevenlabs = { apiKey: 'key-1', baseUrl: service.url, ...config };
  const voice = createVoice({ provider: 'elevenlabs', elevenlabs, workDir });
  return voice.speak({ text: 'Hello big world.', language: 'en', voice: {}, glossary: [], scene: 3, ...request }, call);
}

/** What the API answers for a text: a tone of `seconds`, its characters evenly over it. */
function answerFor(body: Buffer, { seconds = 2, audio }: { seconds?: number; audio?: Buffer } = {}): DoubleAnswer {
  const { text } = JSON.parse(body.toString()) as { text: string };
  const characters = Array.from(text);
  const each = seconds / characters.length;
  return {
    headers: { 'request-id': 'req-7' },
    json: {
      audio_base64: (audio ?? makeTone({ seconds, sampleRate: 44_100, amplitude: 0.2 })).toString('base64'),
      alignment: {
        characters,
        character_start_times_seconds: characters.map((_, index) => index * each),
        character_end_times_seconds: characters.map((_, index) => (index + 1) * each),
      },
      normalized_alignment: null,
    },
  };
}

describe('ElevenLabs', () => {
  test('is asked for one take with times, and pays for its characters', async () => {
    await serve(({ body }) => answerFor(body));
    const call = makeCall();
    const take = await speak({ previousText: 'Before.', nextText: 'After.', voice: { speed: 1.1 } }, { call });
    const [request] = service.requests;
    expect(request?.path).toBe('/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb/with-timestamps?output_format=mp3_44100_128');
    expect(request?.headers['xi-api-key']).toBe('key-1');
    expect(JSON.parse(String(request?.body))).toEqual({
      text: 'Hello big world.',
      model_id: 'eleven_multilingual_v2',
      voice_settings: { stability: 0.5, similarity_boost: 0.75, style: 0, use_speaker_boost: true, speed: 1.1 },
      previous_text: 'Before.',
      next_text: 'After.',
    });
    expect(take).toMatchObject({
      timing: 'exact',
      provider: 'elevenlabs',
      model: 'eleven_multilingual_v2',
      warnings: [],
    });
    // 16 characters over 2 s, behind 50 ms of added silence.
    expect(take.words.map(({ text }) => text)).toEqual(['Hello', 'big', 'world.']);
    expect(Math.abs((take.words[1]?.startMs ?? 0) - 800)).toBeLessThan(15);
    expect(Math.abs((take.words[1]?.endMs ?? 0) - 1175)).toBeLessThan(15);
    expect(call.estimates).toEqual([160_000]);
    expect(call.usage).toEqual([
      expect.objectContaining({
        provider: 'elevenlabs',
        requestId: 'req-7',
        units: 16,
        unit: 'character',
        costMicrocents: 160_000,
        ok: true,
      }),
    ]);
    expect(await readdir(workDir)).toEqual([]);
  });

  test('shows glossary words as written, at the times of what was said', async () => {
    await serve(({ body }) => answerFor(body));
    const take = await speak({
      text: 'Try Bom Studio now 🎉!',
      glossary: [{ term: 'Bom Studio', say: 'bomb stew dio' }],
    });
    expect(JSON.parse(String(service.requests[0]?.body))).toMatchObject({ text: 'Try bomb stew dio now!' });
    expect(take.words.map(({ text }) => text)).toEqual(['Try', 'Bom', 'Studio', 'now!']);
    expect(take.timing).toBe('exact');
  });

  test('is told the language and no context where the model wants it so', async () => {
    await serve(({ body }) => answerFor(body));
    await speak({ language: 'pt-br', previousText: 'Before.' }, { model: 'eleven_v3' });
    await speak({ language: 'pt-br', previousText: 'Before.' }, { model: 'eleven_flash_v2_5' });
    const bodies = service.requests.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>);
    expect(bodies[0]).toMatchObject({ language_code: 'pt' });
    expect(bodies[0]).not.toHaveProperty('previous_text');
    expect(bodies[1]).toMatchObject({ language_code: 'pt', previous_text: 'Before.' });
  });

  test('goes past the provider’s own limits of speed by itself, times included', async () => {
    await serve(({ body }) => answerFor(body));
    const take = await speak({ voice: { speed: 1.8 } });
    expect(JSON.parse(String(service.requests[0]?.body))).toMatchObject({ voice_settings: { speed: 1.2 } });
    expect(Math.abs(take.durationMs - 2000 / 1.5 - 100)).toBeLessThan(60);
    expect(Math.abs((take.words[1]?.startMs ?? 0) - 50 - 750 / 1.5)).toBeLessThan(40);
  });

  test.each([
    ['absent', { alignment: null }],
    [
      'of another text',
      { alignment: { characters: ['x'], character_start_times_seconds: [0], character_end_times_seconds: [1] } },
    ],
    ['malformed', { alignment: { characters: 'Hello' } }],
    ['past the end of the sound', undefined],
  ])('falls back on estimated times where its own are %s', async (_, change) => {
    await serve(({ body }) => {
      const answer = answerFor(body, change ? {} : { seconds: 3, audio: makeTone({ seconds: 2.2 }) });
      return { ...answer, json: { ...(answer.json as object), ...change } };
    });
    const take = await speak();
    expect(take.timing).toBe('estimated');
    expect(take.words.map(({ text }) => text)).toEqual(['Hello', 'big', 'world.']);
    expect(take.warnings).toEqual([expect.objectContaining({ code: 'estimated_captions', scene: 3 })]);
  });

  test('gets a long narration in parts that are joined', async () => {
    const audio = makeTone({ seconds: 60, sampleRate: 8000 });
    await serve(({ body }) => answerFor(body, { seconds: 60, audio }));
    const sentence = 'This sentence is here to be counted and says nothing else at all. ';
    const call = makeCall();
    const take = await speak({ text: sentence.repeat(70) }, { call, model: 'eleven_v3' });
    expect(service.requests).toHaveLength(2);
    for (const { body } of service.requests)
      expect((JSON.parse(String(body)) as { text: string }).text).toMatch(/^This.{100,3000}all\.$/s);
    expect(take.words).toHaveLength(13 * 70);
    expect(take.durationMs).toBeGreaterThan(120_000);
    expect(call.usage).toHaveLength(2);
    const gap = take.words.find(({ startMs }, index) => startMs - (take.words[index - 1]?.endMs ?? startMs) > 200);
    expect(gap?.text).toBe('This');
  });

  const page = Buffer.from('<!doctype html><h1>502 Bad Gateway</h1>');
  test.each([
    [
      'a 429 with Retry-After',
      429,
      { detail: { status: 'too_many_concurrent_requests', message: 'Busy.' } },
      'voice_rate_limited',
      true,
    ],
    [
      'a 429 for a busy system',
      429,
      { detail: { status: 'system_busy', message: 'Busy.' } },
      'voice_rate_limited',
      true,
    ],
    [
      'a used-up quota',
      401,
      { detail: { status: 'quota_exceeded', message: 'None left.' } },
      'voice_account_blocked',
      false,
    ],
    ['a wrong key', 401, { detail: { status: 'invalid_api_key', message: 'Invalid.' } }, 'voice_key_rejected', false],
    [
      'an unknown voice',
      400,
      { detail: { status: 'voice_not_found', message: 'No such voice.' } },
      'voice_not_found',
      false,
    ],
    [
      'an unknown voice, newer form',
      404,
      { detail: { code: 'voice_not_found', message: 'No.' } },
      'voice_not_found',
      false,
    ],
    [
      'too long a text',
      400,
      { detail: { status: 'max_character_limit_exceeded', message: 'Long.' } },
      'voice_request_rejected',
      false,
    ],
    [
      'a 422',
      422,
      { detail: [{ loc: ['body', 'text'], msg: 'required', type: 'missing' }] },
      'voice_request_rejected',
      false,
    ],
    ['a 500', 500, { detail: 'Internal' }, 'voice_provider_unavailable', true],
    ['a 503 with a page', 503, page, 'voice_provider_unavailable', true],
  ])('%s is what it is', async (_, status, answer, code, retriable) => {
    await serve(() => ({
      status,
      headers: { 'retry-after': '7' },
      ...(Buffer.isBuffer(answer) ? { body: answer } : { json: answer }),
    }));
    const call = makeCall();
    const expected = { code, retriable, scene: 3, ...(status === 429 ? { retryAfterMs: 7000 } : {}) };
    await expect(speak({}, { call })).rejects.toMatchObject(expected);
    expect(service.requests).toHaveLength(1);
    expect(call.usage).toEqual([]);
  });

  test.each<[string, DoubleAnswer, string]>([
    ['a page with 200', { body: page }, 'voice_answer_malformed'],
    ['nothing with 200', { body: '' }, 'voice_answer_malformed'],
    ['JSON without sound', { json: { alignment: null } }, 'voice_answer_malformed'],
    ['sound that is a page', { json: { audio_base64: page.toString('base64') } }, 'voice_bad_audio'],
    [
      'a broken mp3',
      { json: { audio_base64: Buffer.concat([Buffer.from('ID3'), Buffer.alloc(5000, 7)]).toString('base64') } },
      'voice_bad_audio',
    ],
    [
      'silence',
      { json: { audio_base64: makeTone({ seconds: 2, amplitude: 0 }).toString('base64') } },
      'voice_bad_audio',
    ],
    [
      'sound that was cut off',
      { json: { audio_base64: makeTone({ seconds: 0.1 }).toString('base64') } },
      'voice_bad_audio',
    ],
  ])('%s is worth another try, and was paid', async (_, answer, code) => {
    await serve(() => answer);
    const call = makeCall();
    await expect(speak({}, { call })).rejects.toMatchObject({ code, retriable: true, scene: 3 });
    expect(call.usage).toEqual([expect.objectContaining({ ok: false, costMicrocents: 160_000 })]);
    expect(await readdir(workDir)).toEqual([]);
  });

  test('a hang ends with a time-out, a cancel closes the connection', async () => {
    let closed = 0;
    await serve((_, response) => {
      response.on('close', () => (closed += 1));
      // Headers only: a body that never ends hangs too.
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"audio_base64":"');
      return undefined;
    });
    const lost = expect.objectContaining({ ok: false, requestId: null, costMicrocents: 160_000 });
    const slow = makeCall();
    const tooSlow = speak({}, { call: slow, timeoutMs: 1_000 });
    await expect(tooSlow).rejects.toMatchObject({ code: 'voice_timeout', retriable: true });
    await waitFor(() => closed === 1);
    expect(slow.usage).toEqual([lost]);
    const call = makeCall();
    const speaking = speak({}, { call });
    await waitFor(() => service.requests.length === 2);
    call.controller.abort();
    await expect(speaking).rejects.toMatchObject({ code: 'cancelled' });
    await waitFor(() => closed === 2);
    expect(call.usage).toEqual([lost]);
  });

  test('a connection that breaks, or is refused, is worth another try', async () => {
    await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"audio');
      response.destroy();
      return undefined;
    });
    const call = makeCall();
    await expect(speak({}, { call })).rejects.toMatchObject({ code: 'voice_connection_lost', retriable: true });
    expect(call.usage).toEqual([expect.objectContaining({ ok: false, costMicrocents: 160_000 })]);
    await service.close();
    const unsent = makeCall();
    await expect(speak({}, { call: unsent })).rejects.toMatchObject({ code: 'voice_connection_lost', retriable: true });
    expect(unsent.usage).toEqual([]);
  });

  test('a redirect is not followed with the key', async () => {
    await serve(({ path }) => (path === '/stolen' ? { json: {} } : { status: 307, headers: { location: '/stolen' } }));
    await expect(speak()).rejects.toMatchObject({ retriable: true });
    expect(service.requests).toHaveLength(1);
  });

  test('is not called when the budget is spent', async () => {
    await serve(({ body }) => answerFor(body));
    const call = makeCall({ refuseSpend: new PermanentError('budget_exceeded', 'No.') });
    await expect(speak({}, { call })).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(service.requests).toEqual([]);
  });

  test('gets no voice id that is none', async () => {
    await serve(({ body }) => answerFor(body));
    const take = await speak({ voice: { id: '../../v1/user?x=' } });
    expect(service.requests[0]?.path).toContain('/JBFqnCBsd6RMkjVDRZzb/');
    expect(take.warnings).toEqual([expect.objectContaining({ code: 'voice_not_available' })]);
  });
});
