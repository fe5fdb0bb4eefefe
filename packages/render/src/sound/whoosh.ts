import { sampleRate } from '../frame-clock.ts';
import { seededRandom } from './seeded-random.ts';

const lengthSeconds = 0.62;
/** Where in the sound its loudest moment lies. */
const crest = 0.42;

/** Breath of air, mono, full scale about -24 dBFS: noise through a band that rises to 1.6 kHz and falls again. */
export function makeWhoosh(): Float32Array {
  const random = seededRandom('whoosh');
  const samples = new Float32Array(Math.round(lengthSeconds * sampleRate));
  let low = 0;
  let band = 0;
  samples.forEach((_, index) => {
    const t = index / samples.length;
    const rise = t < crest ? t / crest : (1 - t) / (1 - crest);
    const centre = 260 + 1340 * rise ** 2;
    // State-variable filter (Chamberlin, "Musical Applications of Microprocessors", 1985).
    const f = 2 * Math.sin((Math.PI * centre) / sampleRate);
    const high = random() * 2 - 1 - low - 0.9 * band;
    band += f * high;
    low += f * band;
    samples[index] = band * rise ** 2.4 * 0.16;
  });
  return samples;
}
