import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPauses } from '../sound/find-pauses.ts';
import { seededRandom } from '../sound/seeded-random.ts';
import { openWav } from '../sound/wav-writer.ts';
import { speechWeight } from './speech-weight.ts';
import { splitNarration } from './split-narration.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-pauses-'));
});
afterEach(() => rm(folder, { recursive: true }));

const texts = {
  English: [
    'Still buying yesterday’s bread? There is another way.',
    'At our bakery, the ovens are lit at four, and the first loaves come out at six.',
    'Flour, water, salt. Nothing else goes into the dough, and it rests for a whole day.',
    'Order before midnight, pick it up on your way to work.',
  ],
  German: [
    'Kaufst du noch Brot von gestern?',
    'Wir backen jede Nacht frisch, mit drei Mehlen aus der Region, und ganz ohne Zusätze.',
    'Der Teig ruht vierundzwanzig Stunden. Das schmeckt man sofort.',
    'Komm vorbei, wir freuen uns auf dich!',
  ],
};

/**
 * A voice whose every word is known: a buzz a word, as long as its syllables but for a quarter more or less, pauses
 * of 0.2 to 0.9 s where sentences and clauses end, a breath in the midst of a phrase here and there, hiss beneath.
 */
async function speak(
  scenes: string[],
  seed: string,
): Promise<{ path: string; durationMs: number; starts: number[][] }> {
  const random = seededRandom(seed);
  const samples: number[] = [];
  const add = (ms: number, level: number): void => {
    for (let i = 0; i < ms * 48; i++) {
      const buzz = level * (((i * 140) / 48_000) % 1 < 0.5 ? 1 : -1) * Math.min(1, i / 480, (ms * 48 - i) / 480);
      samples.push(buzz + (random() - 0.5) * 0.002);
    }
  };
  add(420, 0);
  const starts = scenes.map((text) =>
    text.split(' ').map((word) => {
      const startMs = samples.length / 48;
      add(speechWeight(word.replace(/\p{P}/gu, '')) * 205 * (0.75 + random() * 0.5), 0.1 + random() * 0.15);
      if (/[.?!]$/.test(word)) add(400 + random() * 500, 0);
      else if (word.endsWith(',')) add(200 + random() * 200, 0);
      else add(random() < 0.06 ? 200 : 25, 0);
      return startMs;
    }),
  );
  add(300, 0);
  const path = join(folder, 'voice.wav');
  const wav = await openWav(path);
  const values = Float32Array.from(samples);
  await wav.write(values, values);
  await wav.close();
  return { path, durationMs: samples.length / 48, starts };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

test.each([
  ['English', 'one'],
  ['English', 'two'],
  ['German', 'three'],
  ['German', 'four'],
] as const)('a recording in %s without word times is timed by its pauses (%s)', async (language, seed) => {
  const scenes = texts[language];
  const { path, durationMs, starts } = await speak(scenes, seed);
  const request = { media: { sha256: 'v', kind: 'audio' as const, durationMs }, durationMs, texts: scenes };
  const { narrations, estimated } = splitNarration({ ...request, pauses: await findPauses(path) });
  expect(estimated).toBe(true);
  const errors = narrations.flatMap((narration, scene) =>
    (narration?.words ?? []).map(({ startMs }, word) =>
      Math.abs(startMs + (narration?.fromMs ?? 0) - (starts[scene]?.[word] ?? Infinity)),
    ),
  );
  expect(errors).toHaveLength(starts.flat().length);
  expect(median(errors)).toBeLessThanOrEqual(120);
  // Scenes begin in the pause before their first word: never in the midst of one.
  narrations.slice(1).forEach((narration, index) => {
    const early = (starts[index + 1]?.[0] ?? 0) - (narration?.fromMs ?? 0);
    expect(early).toBeGreaterThanOrEqual(0);
    expect(early).toBeLessThan(300);
  });
  const blind = splitNarration(request).narrations.slice(1);
  const blindErrors = blind.map((narration, index) =>
    Math.abs((narration?.fromMs ?? 0) - (starts[index + 1]?.[0] ?? 0)),
  );
  expect(median(blindErrors)).toBeGreaterThan(150);
});

test('no pauses are found in steady sound, silence, or a file of another kind', async () => {
  const steady = join(folder, 'steady.wav');
  const wav = await openWav(steady);
  const values = Float32Array.from({ length: 96_000 }, (_, i) => 0.2 * Math.sin(i / 20));
  await wav.write(values, values);
  await wav.close();
  expect(await findPauses(steady)).toEqual([]);
  const silent = join(folder, 'silent.wav');
  const nothing = await openWav(silent);
  await nothing.write(new Float32Array(48_000), new Float32Array(48_000));
  await nothing.close();
  expect(await findPauses(silent)).toEqual([]);
  await writeFile(join(folder, 'other'), 'ID3 no WAV at all');
  expect(await findPauses(join(folder, 'other'))).toEqual([]);
});
