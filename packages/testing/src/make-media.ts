import sharp from 'sharp';

/** A PNG of one colour (any CSS colour; default a mid blue), or of noise, which no encoder can shrink. */
export function makePng(options: { width: number; height: number; color?: string; noise?: boolean }): Promise<Buffer> {
  const { width, height, color = '#3366cc', noise = false } = options;
  const create = { width, height, channels: 3 as const, background: color };
  return sharp({ create: noise ? { ...create, noise: { type: 'gaussian', mean: 128, sigma: 40 } } : create })
    .png()
    .toBuffer();
}

/**
 * A mono 16-bit WAV of a sine tone. `amplitude` 0..1 (0 is silence). `streamed`: as programs write it that can't go back to its
 * header, with FFFFFFFF for both of its sizes.
 */
export function makeTone(options: {
  seconds: number;
  hertz?: number;
  sampleRate?: number;
  amplitude?: number;
  streamed?: boolean;
}): Buffer {
  const { seconds, hertz = 440, sampleRate = 48_000, amplitude = 0.5, streamed = false } = options;
  const samples = Math.round(seconds * sampleRate);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(streamed ? 0xff_ff_ff_ff : 36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(sampleRate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(streamed ? 0xff_ff_ff_ff : samples * 2, 40);
  for (let index = 0; index < samples; index += 1) {
    const value = Math.sin((2 * Math.PI * hertz * index) / sampleRate) * amplitude;
    wav.writeInt16LE(Math.round(value * 32_767), 44 + index * 2);
  }
  return wav;
}
