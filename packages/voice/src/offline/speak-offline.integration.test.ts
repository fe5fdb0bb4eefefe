import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { probeMedia, runFilterReport } from '@bom/ffmpeg';
import { createVoice } from '../create-voice.ts';
import { findSpeech } from '../sound/find-speech.ts';
import { measureLoudness } from '../sound/loudness.ts';
import { readWav } from '../sound/wav.ts';
import { makeCall } from '../testing/call.ts';
import type { SpeakRequest, Take } from '../types.ts';
import { runEspeak } from './run-espeak.ts';

const PATH = process.env['PATH'] ?? '';
let workDir: string;
beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'voice-'));
});
afterEach(() => rm(workDir, { recursive: true, force: true }));

function request(text: string, language: string, more: Partial<SpeakRequest> = {}): SpeakRequest {
  return { text, language, voice: {}, glossary: [], scene: 2, ...more };
}

function speak(text: string, language: string, more: Partial<SpeakRequest> = {}): Promise<Take> {
  return createVoice({ provider: 'offline', workDir }).speak(request(text, language, more), makeCall());
}

function expectInOrder(take: Take): void {
  take.words.forEach(({ startMs, endMs }, index) => {
    expect(startMs).toBeGreaterThanOrEqual(take.words[index - 1]?.endMs ?? 0);
    expect(endMs).toBeGreaterThan(startMs);
    expect(endMs).toBeLessThanOrEqual(take.durationMs);
  });
}

describe('the offline voice', () => {
  test.each([
    ['en', 'Fresh bread 🥐, baked at dawn.\nWe deliver: 25% off "today", www.crust.com!', 'en-us'],
    ['nl', 'Vers brood, elke ochtend – gratis aan huis geleverd in ’s-Hertogenbosch.', 'nl'],
    ['de', 'Schöne Grüße aus Köln: täglich süße Brötchen für Ihr Frühstück! 🎉', 'de'],
  ])('speaks %s: levelled, trimmed, its words timed and as written', async (language, text, voice) => {
    const take = await speak(text, language);
    expect(take).toMatchObject({ timing: 'exact', provider: 'offline', model: 'espeak-ng', voice });
    expect(take.warnings).toEqual([expect.objectContaining({ code: 'offline_voice', scene: 2 })]);
    expect(take.words.map((word) => word.text).join(' ')).toBe(
      text.replaceAll(/ ?(🥐|🎉)/gu, '').replaceAll('\n', ' '),
    );
    expectInOrder(take);
    const { samples, sampleRate } = readWav(take.wav);
    expect(sampleRate).toBe(48_000);
    expect(samples.length / 48).toBeCloseTo(take.durationMs, 0);
    expect(Math.abs(measureLoudness(samples) + 18)).toBeLessThan(1);
    const { from, to } = findSpeech(samples, sampleRate) ?? { from: 0, to: 0 };
    expect(from / 48).toBeGreaterThan(35);
    expect(from / 48).toBeLessThan(70);
    expect((samples.length - to) / 48).toBeLessThan(70);
    expect(await readdir(workDir)).toEqual([]);
  });

  test('makes a WAV that ffmpeg reads and finds as loud as we do', async () => {
    const take = await speak(
      'Good coffee takes time, and we take it. Come by this morning, and taste the difference.',
      'en',
    );
    const path = join(workDir, 'take.wav');
    await writeFile(path, take.wav);
    const limits = { signal: makeCall().signal, timeoutMs: 600_000 };
    const probe = await probeMedia(path, limits);
    expect(probe.streams).toEqual([
      expect.objectContaining({ codec: 'pcm_s16le', audio: { sampleRate: 48_000, channels: 1 } }),
    ]);
    expect(probe.durationMs).toBeCloseTo(take.durationMs, -1);
    const report = await runFilterReport({ inputs: [{ path }], options: ['-af', 'ebur128=peak=true'], ...limits });
    const loudness = Number(/I:\s+(-?[\d.]+) LUFS\s+Threshold[^]*$/.exec(report)?.[1]);
    expect(Math.abs(loudness - measureLoudness(readWav(take.wav).samples))).toBeLessThan(0.3);
    expect(Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(report)?.[1])).toBeLessThanOrEqual(-1);
  });

  test('says glossary words otherwise and shows them as written', async () => {
    const plain = await speak('Try Bom today.', 'en');
    const glossary = [{ term: 'bom', say: 'boundless opportunity machine' }];
    const told = await speak('Try Bom today.', 'en', { glossary });
    expect(told.words.map((word) => word.text)).toEqual(['Try', 'Bom', 'today.']);
    expect(told.durationMs).toBeGreaterThan(plain.durationMs + 700);
  });

  test('speaks faster when asked to', async () => {
    const text = 'One two three four five six seven.';
    const [usual, fast] = [await speak(text, 'en'), await speak(text, 'en', { voice: { speed: 1.5 } })];
    expect(fast.durationMs / usual.durationMs).toBeLessThan(0.8);
  });

  test('warns when it does not speak the language, and when another provider was wanted', async () => {
    const { warnings, voice } = await speak('Hello there.', 'xx', { voice: { provider: 'elevenlabs', id: 'x' } });
    expect(voice).toBe('en-us');
    expect(warnings.map(({ code }) => code)).toEqual([
      'voice_provider_fallback',
      'offline_voice',
      'voice_language_unknown',
    ]);
  });

  test('gives no text to a shell, to options or to espeak-ng’s own commands', async () => {
    const take = await speak(
      `--stdout -w /tmp/x $(touch ${workDir}/pwned) \`id\` ; [[h@l'oU]] <voice name="x"/> \u000110S`,
      'en',
    );
    expectInOrder(take);
    expect(await readdir(workDir)).toEqual([]);
  });

  test('records a free call', async () => {
    const call = makeCall();
    await createVoice({ provider: 'offline', workDir }).speak(request('Hello.', 'en'), call);
    expect(call.usage).toEqual([
      expect.objectContaining({ provider: 'offline', operation: 'voice.speak', costMicrocents: 0, ok: true, units: 6 }),
    ]);
    expect(call.estimates).toEqual([]);
  });

  test('stops at once when cancelled, and before it starts', async () => {
    const call = makeCall();
    const voice = createVoice({ provider: 'offline', workDir });
    const long = request('This is a long story about bread. '.repeat(100), 'en');
    const speaking = voice.speak(long, call);
    setTimeout(() => call.controller.abort(), 150);
    await expect(speaking).rejects.toMatchObject({ code: 'cancelled' });
    await expect(voice.speak(long, call)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(workDir)).toEqual([]);
  });
});

/** What a run says, or the code that it fails with, in a process of this environment; jest's own would not hand it on. */
function runElsewhere(env: NodeJS.ProcessEnv): Promise<string> {
  const script = `
    const { runEspeak } = await import(${JSON.stringify(pathToFileURL(join(__dirname, 'run-espeak.ts')).href)});
    const run = runEspeak({ args: [], text: 'the text', signal: new AbortController().signal });
    process.stdout.write(await run.catch((error) => error.code));`;
  const args = ['--conditions=@bom/source', '--import', 'tsx', '--input-type=module', '-e', script];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
}

describe('runEspeak', () => {
  test('kills a run that takes too long', async () => {
    const signal = new AbortController().signal;
    const run = runEspeak({ args: ['--stdin', '--stdout'], text: 'Word. '.repeat(50_000), signal, timeoutMs: 100 });
    await expect(run).rejects.toMatchObject({ code: 'espeak_timeout', retriable: true });
  });

  test('gives it none of the keys in this process’ environment, no core dumps and a limit of open files', async () => {
    await writeFile(join(workDir, 'espeak-ng'), '#!/bin/sh\nenv; ulimit -c; ulimit -n; cat\n', { mode: 0o755 });
    const said = await runElsewhere({ PATH: `${workDir}${delimiter}${PATH}`, ELEVENLABS_API_KEY: 'sk-of-the-studio' });
    expect(said).not.toContain('sk-of-the-studio');
    expect(said).toMatch(/\n0\n1024\nthe text$/);
  });

  test('says that it is not installed', async () => {
    expect(await runElsewhere({ PATH: workDir })).toBe('espeak_missing');
  });

  test('says what espeak-ng complains of', async () => {
    const signal = new AbortController().signal;
    const run = runEspeak({ args: ['-f', '/no/such/file', '--stdout'], text: 'x', signal });
    await expect(run).rejects.toMatchObject({ code: 'espeak_failed' });
  });
});
