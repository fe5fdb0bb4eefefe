const frameSeconds = 0.005;
/** Quieter than this below the loud parts of a voice is breath, hiss or room. */
const belowLoudDb = 42;
const faintestDb = -62;

/** Where the first sound starts and the last one ends, in samples; undefined where everything is silent. */
export function findSpeech(samples: Float32Array, sampleRate: number): { from: number; to: number } | undefined {
  const length = Math.round(sampleRate * frameSeconds);
  const levels = frameLevels(samples, length);
  const loud = levels.toSorted((a, b) => a - b)[Math.floor(levels.length * 0.95)] ?? -120;
  const threshold = Math.max(faintestDb, loud - belowLoudDb);
  const isSound = (level: number): boolean => level > threshold;
  const first = levels.findIndex(isSound);
  if (first < 0) return undefined;
  return { from: first * length, to: Math.min(samples.length, (levels.findLastIndex(isSound) + 1) * length) };
}

/** RMS of each full frame in dBFS; -120 for digital silence. */
export function frameLevels(samples: Float32Array, length: number): number[] {
  return Array.from({ length: Math.floor(samples.length / length) }, (_, frame) => {
    let sum = 0;
    for (let index = frame * length; index < (frame + 1) * length; index += 1) sum += (samples[index] ?? 0) ** 2;
    return Math.max(-120, 10 * Math.log10(sum / length + 1e-12));
  });
}
