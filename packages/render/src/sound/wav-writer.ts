import { open } from 'node:fs/promises';
import { sampleRate } from '../frame-clock.ts';

const headerBytes = 44;
const bytesPerFrame = 4;

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
  await file.write(wavHeader(0), 0, headerBytes, 0);
  return {
    async write(left, right) {
      const bytes = Buffer.alloc(left.length * bytesPerFrame);
      left.forEach((value, index) => {
        bytes.writeInt16LE(toInt16(value), index * bytesPerFrame);
        bytes.writeInt16LE(toInt16(right[index] ?? 0), index * bytesPerFrame + 2);
      });
      await file.write(bytes, 0, bytes.length, headerBytes + frames * bytesPerFrame);
      frames += left.length;
    },
    async close() {
      try {
        await file.write(wavHeader(frames), 0, headerBytes, 0);
      } finally {
        await file.close();
      }
    },
  };
}

function toInt16(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
}

function wavHeader(frames: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  const dataBytes = frames * bytesPerFrame;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * bytesPerFrame, 28);
  header.writeUInt16LE(bytesPerFrame, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
