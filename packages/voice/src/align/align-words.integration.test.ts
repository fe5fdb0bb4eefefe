import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVoice } from '../create-voice.ts';
import { runEspeak } from '../offline/run-espeak.ts';
import { findSpeech } from '../sound/find-speech.ts';
import { readWav } from '../sound/wav.ts';
import { makeCall } from '../testing/call.ts';
import { alignWords } from './align-words.ts';

const sampleRate = 22_050;

/** The narrations of the measurements; `|` separates what is spoken by itself, so that its place is known. */
const narrations: [language: string, voice: string, text: string][] = [
  [
    'en',
    'en-us',
    'Is your|back pain|stealing|your mornings?|You are|not alone.|Our therapists|find the|cause|in one visit,|and show you|three simple|exercises.',
  ],
  [
    'nl',
    'nl',
    'Je tuin|hoeft geen|werk te zijn.|Onze hoveniers|maken van|elk plekje|een rustige,|groene kamer.|Vraag vandaag|een gratis|ontwerp aan.',
  ],
  [
    'de',
    'de',
    'Frische Brötchen,|täglich|für Sie|gebacken.|Schöne Grüße|aus der|Bäckerei|in Ihrer|Nachbarschaft,|und bis|morgen früh!',
  ],
];

/** Pieces spoken one by one, joined with gaps as punctuation has them: where each starts is known to the sample. */
async function composeTruth(voice: string, text: string) {
  const pieces = text.split('|');
  const chunks: Float32Array[] = [new Float32Array(sampleRate * 0.2)];
  const truth: { word: number; startMs: number }[] = [];
  let [at, word] = [chunks[0]?.length ?? 0, 0];
  for (const piece of pieces) {
    const args = ['-v', voice, '-s', '158', '-b', '1', '-z', '--stdin', '--stdout'];
    const spoken = readWav(await runEspeak({ args, text: piece, signal: makeCall().signal })).samples;
    const { from, to } = findSpeech(spoken, sampleRate) ?? { from: 0, to: spoken.length };
    truth.push({ word, startMs: (at / sampleRate) * 1000 });
    const gap = /[.?!]$/.test(piece) ? 0.45 : piece.endsWith(',') ? 0.25 : 0.03;
    chunks.push(spoken.subarray(from, to), new Float32Array(Math.round(sampleRate * gap)));
    at += to - from + Math.round(sampleRate * gap);
    word += piece.split(' ').length;
  }
  const samples = new Float32Array(at);
  chunks.reduce((place, chunk) => (samples.set(chunk, place), place + chunk.length), 0);
  return { samples, truth, text: pieces.join(' ') };
}

function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

describe('alignWords', () => {
  test.each(narrations)('finds words of %s spoken one by one, half of them to 60 ms', async (language, voice, text) => {
    const spoken = await composeTruth(voice, text);
    const words = alignWords({ samples: spoken.samples, sampleRate, text: spoken.text, language });
    expect(words.map((word) => word.text)).toEqual(spoken.text.split(' '));
    const errors = spoken.truth.map(({ word, startMs }) => Math.abs((words[word]?.startMs ?? Infinity) - startMs));
    expect(quantile(errors, 0.5)).toBeLessThanOrEqual(60);
    expect(quantile(errors, 0.9)).toBeLessThanOrEqual(300);
  });

  test.each(narrations)('finds words of %s spoken fluently, half of them to 80 ms', async (language, _, text) => {
    const workDir = await mkdtemp(join(tmpdir(), 'voice-'));
    const written = text.replaceAll('|', ' ');
    // The built-in voice's own times are the truth here: they are read from marks in its sound.
    const voice = createVoice({ provider: 'offline', workDir });
    const take = await voice.speak({ text: written, language, voice: {}, glossary: [], scene: null }, makeCall());
    await rm(workDir, { recursive: true });
    expect(take.timing).toBe('exact');
    const words = alignWords({ ...readWav(take.wav), text: written, language });
    const errors = words.map(({ startMs }, index) => Math.abs(startMs - (take.words[index]?.startMs ?? Infinity)));
    expect(quantile(errors, 0.5)).toBeLessThanOrEqual(80);
    expect(quantile(errors, 0.9)).toBeLessThanOrEqual(350);
  });

  test('finds words over a background 20 dB below the voice', async () => {
    const [language, voice, text] = narrations[0] ?? ['', '', ''];
    const spoken = await composeTruth(voice, text);
    const power = spoken.samples.reduce((sum, sample) => sum + sample * sample, 0) / spoken.samples.length;
    // Uniform noise has a third of its peak's square as power; the generator is that of Numerical Recipes.
    const peak = Math.sqrt((3 * power) / 100);
    let state = 1;
    const noisy = spoken.samples.map((sample) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return sample + peak * (state / 2 ** 31 - 1);
    });
    const words = alignWords({ samples: noisy, sampleRate, text: spoken.text, language });
    const errors = spoken.truth.map(({ word, startMs }) => Math.abs((words[word]?.startMs ?? Infinity) - startMs));
    expect(quantile(errors, 0.5)).toBeLessThanOrEqual(100);
  });

  test('gives every word a place in sound that is too short, silent or empty', () => {
    for (const samples of [new Float32Array(0), new Float32Array(4000), new Float32Array(2000).fill(0.5)]) {
      const words = alignWords({
        samples,
        sampleRate,
        text: 'Far more words than there is sound for them.',
        language: 'en',
      });
      expect(words).toHaveLength(9);
      words.forEach(({ startMs, endMs }, index) => {
        expect(startMs).toBeGreaterThanOrEqual(words[index - 1]?.startMs ?? 0);
        expect(endMs).toBeGreaterThanOrEqual(startMs);
      });
    }
  });
});
