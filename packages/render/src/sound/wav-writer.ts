import { open } from 'node:fs/promises';
import { toInt16, wavHeader, wavHeaderBytes } from '@bom/ffmpeg';
import { sampleRate } from '../frame-clock.ts';

const channels = 2;
const bytesPerFrame = 2 * channels;

export interface WavWriter {
  /** Adds samples in -1..1, left and right of equal length. */
  write(left: Float32Array, right: Float32Array): Promise<void>;
  /** Puts the true length into the header. */
  close(): Promise<void>;
}

/** A 48 kHz, 16-bit stereo WAV file written piece by piece. */
export async function openWav(path: string): Promise<WavWriter> {
  const file = await open(path, 'w');
  let frames = 0;
  const writeHeader = () =>
    file.write(wavHeader({ channels, sampleRate, dataBytes: frames * bytesPerFrame }), 0, wavHeaderBytes, 0);
  await writeHeader();
  return {
    async write(left, right) {
      const bytes = Buffer.alloc(left.length * bytesPerFrame);
      left.forEach((value, index) => {
        bytes.writeInt16LE(toInt16(value), index * bytesPerFrame);
        bytes.writeInt16LE(toInt16(right[index] ?? 0), index * bytesPerFrame + 2);
      });
      await file.write(bytes, 0, bytes.length, wavHeaderBytes + frames * bytesPerFrame);
      frames += left.length;
    },
    async close() {
      try {
        await writeHeader();
      } finally {
        await file.close();
      }
    },
  };
}
