import { findSpeech } from './find-speech.ts';
import { finishTake } from './finish-take.ts';
import { applyGain } from './limit-peaks.ts';
import { measureLoudness } from './loudness.ts';
import { sniffSound } from './sniff-sound.ts';
import { readWav, writeWav } from './wav.ts';

const sampleRate = 48_000;

function tone({
  seconds,
  amplitude,
  hertz = 997,
}: {
  seconds: number;
  amplitude: number;
  hertz?: number;
}): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );
}

function concatenate(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

describe('measureLoudness', () => {
  test('reads -3.01 LUFS for a full-scale tone of 997 Hz in one channel, as BS.1770 defines it', () => {
    expect(measureLoudness(tone({ seconds: 2, amplitude: 1 }))).toBeCloseTo(-3.01, 1);
  });

  test('does not count silence', () => {
    const speech = tone({ seconds: 2, amplitude: 0.1 });
    const loudness = measureLoudness(concatenate(speech, new Float32Array(sampleRate * 3)));
    expect(Math.abs(loudness - measureLoudness(speech))).toBeLessThan(0.7);
  });

  test('measures less than a block, and nothing', () => {
    expect(measureLoudness(tone({ seconds: 0.1, amplitude: 0.5 }))).toBeGreaterThan(-20);
    expect(measureLoudness(new Float32Array(0))).toBe(-Infinity);
    expect(measureLoudness(new Float32Array(sampleRate))).toBe(-Infinity);
  });
});

describe('applyGain', () => {
  test('changes nothing but the level where there is room', () => {
    const samples = tone({ seconds: 0.1, amplitude: 0.1 });
    expect(applyGain(samples, 2)[33]).toBeCloseTo((samples[33] ?? 0) * 2, 6);
  });

  test('holds peaks below -1.5 dBFS without touching what is far from them', () => {
    const quiet = tone({ seconds: 0.5, amplitude: 0.1 });
    const loud = applyGain(concatenate(quiet, tone({ seconds: 0.02, amplitude: 0.9 }), quiet), 4);
    expect(loud.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0)).toBeLessThanOrEqual(
      10 ** (-1.5 / 20) + 1e-6,
    );
    expect(loud[1000]).toBeCloseTo((quiet[1000] ?? 0) * 4, 5);
  });
});

describe('finishTake', () => {
  const speech = tone({ seconds: 1, amplitude: 0.02 });

  test('cuts silence to 50 ms at both ends and says how much', () => {
    const { wav, durationMs, offsetMs } = finishTake(
      concatenate(new Float32Array(24_000), speech, new Float32Array(48_000)),
    );
    expect(durationMs).toBeCloseTo(1100, -1);
    expect(offsetMs).toBeCloseTo(450, -1);
    const { samples } = readWav(wav);
    const found = findSpeech(samples, sampleRate) ?? { from: 0, to: 0 };
    expect(found.from / sampleRate).toBeCloseTo(0.05, 2);
    expect((samples.length - found.to) / sampleRate).toBeCloseTo(0.05, 2);
  });

  test('adds silence where the voice starts at once', () => {
    const { durationMs, offsetMs } = finishTake(speech);
    expect(durationMs).toBeCloseTo(1100, 0);
    expect(offsetMs).toBeCloseTo(-50, 0);
  });

  test('brings quiet and loud recordings to -18 LUFS', () => {
    for (const amplitude of [0.02, 0.9]) {
      const { samples } = readWav(finishTake(tone({ seconds: 1, amplitude })).wav);
      expect(measureLoudness(samples)).toBeCloseTo(-18, 0);
    }
  });
});

describe('wav', () => {
  test('reads what it writes, and believes no sizes', () => {
    const wav = writeWav(Float32Array.of(0, 0.5, -1, 2), sampleRate);
    wav.writeUInt32LE(0xffffffff, 40);
    const { samples, sampleRate: read } = readWav(wav);
    expect(read).toBe(sampleRate);
    expect([...samples].map((sample) => Math.round(sample * 100) / 100)).toEqual([0, 0.5, -1, 1]);
    expect(readWav(Buffer.from('nothing')).samples).toHaveLength(0);
  });
});

describe('sniffSound', () => {
  test.each([
    ['wav', writeWav(new Float32Array(4), sampleRate)],
    ['mp3', Buffer.from('ID3\u0004')],
    ['mp3', Buffer.of(0xff, 0xfb, 0x90, 0x44)],
    ['flac', Buffer.from('fLaC....')],
    ['ogg', Buffer.from('OggS....')],
    [undefined, Buffer.from('<!doctype html><p>Bad gateway')],
    [undefined, Buffer.from('{"error":"busy"}')],
    [undefined, Buffer.of(0xff, 0xd8, 0xff, 0xe0)],
    [undefined, Buffer.from('#EXTM3U\n')],
    [undefined, Buffer.alloc(0)],
  ])('says %s', (format, bytes) => {
    expect(sniffSound(bytes)).toBe(format);
  });
});
