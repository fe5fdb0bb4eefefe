import sharp from 'sharp';

export interface Wave {
  x: number;
  y: number;
  phase: number;
  strength: number;
}

export const stillSize = { width: 1536, height: 2688 };

/**
 * A picture known at every real position: waves in all directions whose strength falls with frequency as in photographs,
 * the finest 6 px long. `seed` turns and shifts them.
 */
export function photographWaves(seed: number): Wave[] {
  const count = 24;
  const waves = Array.from({ length: count }, (_, index) => {
    const length = 6 * 100 ** (index / (count - 1));
    const angle = (index + seed * 7) * 2.399963;
    const frequency = (2 * Math.PI) / length;
    return {
      x: frequency * Math.cos(angle),
      y: frequency * Math.sin(angle),
      phase: (index + 1) * (seed + 1.7),
      strength: length ** 0.8,
    };
  });
  const total = waves.reduce((sum, wave) => sum + wave.strength, 0);
  return waves.map((wave) => Object.assign(wave, { strength: (0.47 * wave.strength) / total }));
}

/** Brightness 0..1 at each of the places `xs` x `ys`, row by row; in pixels from the picture's edge. */
export function sampleWaves(waves: Wave[], xs: number[], ys: number[]): Float64Array {
  const out = new Float64Array(xs.length * ys.length).fill(0.5);
  for (const wave of waves) {
    const sines = Float64Array.from(xs, (x) => wave.strength * Math.sin(wave.x * x + wave.phase));
    const cosines = Float64Array.from(xs, (x) => wave.strength * Math.cos(wave.x * x + wave.phase));
    ys.forEach((y, row) => {
      const [cosine, sine] = [Math.cos(wave.y * y), Math.sin(wave.y * y)];
      const start = row * xs.length;
      for (let i = 0; i < xs.length; i += 1) out[start + i]! += sines[i]! * cosine + cosines[i]! * sine;
    });
  }
  return out;
}

/** Writes the picture as a gray PNG, so that its brightness is its luma. */
export async function writePhotograph(path: string, waves: Wave[]): Promise<void> {
  const { width, height } = stillSize;
  const xs = Array.from({ length: width }, (_, index) => index + 0.5);
  const ys = Array.from({ length: height }, (_, index) => index + 0.5);
  const gray = Buffer.from(sampleWaves(waves, xs, ys).map((value) => Math.round(255 * value)));
  const rgb = Buffer.alloc(gray.length * 3);
  for (let at = 0; at < gray.length; at += 1) rgb.fill(gray[at]!, at * 3, at * 3 + 3);
  await sharp(rgb, { raw: { ...stillSize, channels: 3 } })
    .png({ compressionLevel: 4 })
    .toFile(path);
}
