import { toInt16, wavHeader, wavHeaderBytes } from '@bom/ffmpeg';

/** Samples in -1..1 of a 16-bit mono WAV. The sizes in its header are not believed: programs that write to a pipe make them up. */
export function readWav(wav: Buffer): { samples: Float32Array; sampleRate: number } {
  const dataAt = wav.indexOf('data', 12, 'latin1');
  if (dataAt < 0 || wav.length < wavHeaderBytes) return { samples: new Float32Array(0), sampleRate: 48_000 };
  const count = (wav.length - dataAt - 8) >> 1;
  const samples = new Float32Array(count);
  for (let index = 0; index < count; index += 1) samples[index] = wav.readInt16LE(dataAt + 8 + index * 2) / 32_768;
  return { samples, sampleRate: wav.readUInt32LE(24) };
}

/** A 16-bit mono WAV; what is beyond -1..1 is cut. */
export function writeWav(samples: Float32Array, sampleRate: number): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => data.writeInt16LE(toInt16(sample), index * 2));
  return Buffer.concat([wavHeader({ channels: 1, sampleRate, dataBytes: data.length }), data]);
}
