import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFfmpeg } from '@bom/ffmpeg';
import { readMp4 } from '../mp4/read-mp4.ts';
import type { AudioPlan, MediaRef } from '../timeline.ts';
import { makeMusicBed } from './make-music-bed.ts';
import { renderAudio } from './render-audio.ts';
import { openWav } from './wav-writer.ts';

const rate = 48_000;
const { signal } = new AbortController();
let folder: string;
let files: Map<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-sound-'));
  files = new Map();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Speech-like: a buzz that swells four times a second. */
const buzz = (second: number) =>
  [1, 2, 3, 4, 5].reduce((sum, n) => sum + Math.sin(2 * Math.PI * 140 * n * second) / n, 0) *
  (0.55 + 0.45 * Math.sin(2 * Math.PI * 4 * second));
const tone = (second: number) => Math.sin(2 * Math.PI * 3000 * second);

async function addWav(name: string, seconds: number, sample: (second: number) => number): Promise<MediaRef> {
  const path = join(folder, `${name}.wav`);
  const wav = await openWav(path);
  const values = Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => sample(index / rate));
  await wav.write(values, values);
  await wav.close();
  files.set(name, path);
  return { sha256: name, kind: 'audio', durationMs: seconds * 1000 };
}

async function decode(path: string): Promise<Float32Array> {
  const out = join(folder, 'decoded.f32');
  await runFfmpeg({
    inputs: [{ path, format: 'mov' }],
    outputs: [{ path: out, options: ['-f', 'f32le', '-ac', '1', '-ar', String(rate)] }],
    signal,
    timeoutMs: 600_000,
  });
  const bytes = await readFile(out);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

const largest = (values: Float32Array) => values.reduce((max, value) => Math.max(max, value), 0);

/** Level in dB of one frequency in a stretch of sound (Goertzel). */
function levelAt(samples: Float32Array, hertz: number, fromSecond: number, seconds: number): number {
  let re = 0;
  let im = 0;
  const length = Math.round(seconds * rate);
  for (let i = 0; i < length; i++) {
    const at = Math.round(fromSecond * rate) + i;
    re += (samples[at] ?? 0) * Math.cos((2 * Math.PI * hertz * i) / rate);
    im += (samples[at] ?? 0) * Math.sin((2 * Math.PI * hertz * i) / rate);
  }
  return 20 * Math.log10((2 * Math.hypot(re, im)) / length + 1e-9);
}

const planOf = (plan: Partial<AudioPlan>): AudioPlan => ({
  key: 'k',
  samples: 6 * rate,
  narration: [],
  whooshes: [],
  ...plan,
});
const render = (plan: AudioPlan) => renderAudio({ plan, media: files, out: join(folder, 'film.m4a'), signal });

describe('renderAudio', () => {
  test('mixes voice over ducked music at -14 LUFS with exact length and no clipped peak', async () => {
    const voice = await addWav('voice', 2, (second) => buzz(second) * 0.05);
    const loud = await addWav('loud', 1, (second) => buzz(second) * 0.4);
    const music = await addWav('music', 2.5, (second) => tone(second) * 0.3);
    const narration = [
      { media: voice, fromMs: 0, toMs: 2000, atSample: 7200 },
      { media: loud, fromMs: 0, toMs: 1000, atSample: 4 * rate },
    ];
    const result = await render(planOf({ narration, music }));
    expect(result.integratedLufs).toBeGreaterThan(-14.5);
    expect(result.integratedLufs).toBeLessThan(-13.5);
    expect(result.truePeakDbtp).toBeLessThanOrEqual(-1);
    const { audio } = await readMp4(result.path);
    expect(audio).toMatchObject({ codec: 'mp4a', sampleRate: rate, channels: 2, startSeconds: 0 });
    expect(audio?.endSeconds).toBeCloseTo(6, 5);

    const heard = await decode(result.path);
    // The last packet is padded to 1024 samples; the tables say where the sound ends.
    expect(Math.ceil((6 * rate) / 1024) * 1024).toBe(heard.length);
    const underVoice = levelAt(heard, 3000, 1, 1);
    const inPause = levelAt(heard, 3000, 2.9, 1);
    expect(inPause - underVoice).toBeGreaterThan(8);
    expect(inPause - underVoice).toBeLessThan(12);
    expect(Math.abs(levelAt(heard, 140, 0.6, 1) - levelAt(heard, 140, 4, 1))).toBeLessThan(2);
  });

  test('puts a voice exactly at its sample', async () => {
    const click = await addWav('click', 1, (second) =>
      second > 0.1 && second < 0.9 ? Math.sin(2 * Math.PI * 1000 * (second - 0.1)) * 0.3 : 0,
    );
    const result = await render(
      planOf({ samples: 2 * rate, narration: [{ media: click, fromMs: 0, toMs: 1000, atSample: 24_000 }] }),
    );
    const heard = await decode(result.path);
    const onset = heard.findIndex((value) => Math.abs(value) > 0.05);
    expect(Math.abs(onset - (24_000 + 4800))).toBeLessThan(20);
  });

  test('loops short music without a click or a hole at the seam', async () => {
    const music = await addWav('music', 2.2, (second) => Math.sin(2 * Math.PI * 100 * second) * 0.3);
    const result = await render(planOf({ samples: 7 * rate, music }));
    const heard = await decode(result.path);
    const steps = heard
      .subarray(rate / 2, 5 * rate)
      .map((value, index, all) => Math.abs(value - (all[index - 1] ?? value)));
    const windows = Array.from({ length: 45 }, (_, index) => levelAt(heard, 100, 0.5 + index * 0.1, 0.1));
    // A 100 Hz sine at full level steps by at most 2π·100/48000 of its amplitude.
    expect(largest(steps)).toBeLessThan(0.02);
    expect(Math.max(...windows) - Math.min(...windows)).toBeLessThan(7);
  });

  test('fades a take that begins and ends at full level, so that no cut clicks', async () => {
    const music = await addWav('voice', 1, (second) => Math.cos(2 * Math.PI * 200 * second) * 0.3);
    const result = await render(
      planOf({ samples: 2 * rate, narration: [{ media: music, fromMs: 0, toMs: 1000, atSample: 24_000 }] }),
    );
    const heard = await decode(result.path);
    const steps = heard.map((value, index) => Math.abs(value - (heard[index - 1] ?? value)));
    expect(largest(steps)).toBeLessThan(0.05);
  });

  test('writes silence of the right length where nothing is to be heard', async () => {
    const quiet = await addWav('quiet', 1, () => 0);
    for (const narration of [[], [{ media: quiet, fromMs: 0, toMs: 1000, atSample: 0 }]]) {
      const result = await render(planOf({ samples: 2 * rate, narration }));
      expect(result.integratedLufs).toBe(-70);
      expect((await readMp4(result.path)).audio?.endSeconds).toBeCloseTo(2, 5);
    }
    expect((await render(planOf({ samples: 2 * rate, music: quiet }))).integratedLufs).toBe(-70);
  });

  test('gives the same bytes for the same plan', async () => {
    const voice = await addWav('voice', 1, (second) => buzz(second) * 0.1);
    const plan = planOf({
      samples: 2 * rate,
      narration: [{ media: voice, fromMs: 0, toMs: 1000, atSample: 7200 }],
      whooshes: [rate],
    });
    const first = await readFile((await render(plan)).path);
    expect((await readFile((await render(plan)).path)).equals(first)).toBe(true);
  });

  test('refuses a playlist in a sound file’s clothes, and a file that is not there', async () => {
    await writeFile(join(folder, 'list.mp3'), '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n');
    files.set('list', join(folder, 'list.mp3'));
    const plan = (sha256: string) => planOf({ music: { sha256, kind: 'audio' } });
    await expect(render(plan('list'))).rejects.toMatchObject({ code: 'sound_unreadable', retriable: false });
    await expect(render(plan('gone'))).rejects.toMatchObject({ code: 'media_missing', retriable: false });
  });
});

describe('makeMusicBed', () => {
  test('writes the same quiet, whole, unclipped piece for the same seed', async () => {
    const paths = ['a.wav', 'b.wav', 'c.wav'].map((name) => join(folder, name));
    const [first = '', second = '', other = ''] = paths;
    await makeMusicBed({ seconds: 3, seed: 'client-1', out: first, signal });
    await makeMusicBed({ seconds: 3, seed: 'client-1', out: second, signal });
    await makeMusicBed({ seconds: 3, seed: 'client-2', out: other, signal });
    const [a, b, c] = await Promise.all(paths.map((path) => readFile(path)));
    expect(a?.length).toBe(44 + 3 * rate * 4);
    expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
    expect(a?.equals(c ?? Buffer.alloc(0))).toBe(false);
    const samples = Float32Array.from(
      { length: 3 * rate },
      (_, index) => Math.abs(a?.readInt16LE(44 + index * 4) ?? 0) / 32_768,
    );
    expect(largest(samples.subarray(0, rate))).toBeGreaterThan(0.01);
    expect(largest(samples)).toBeLessThan(0.7);
    expect(largest(samples.subarray(-100))).toBeLessThan(0.002);
  });
});
