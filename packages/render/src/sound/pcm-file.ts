import type { FileHandle } from 'node:fs/promises';

export const bytesPerSample = 4;
const chunkSamples = 1 << 16;

/**
 * Raw 32-bit float sound (little-endian, as every machine we run on is), one piece after another: `length` values
 * from value number `from`; shorter where the file ends.
 */
export async function* readPcm(
  file: FileHandle,
  from: number,
  length: number,
): AsyncGenerator<{ at: number; values: Float32Array }> {
  for (let at = 0; at < length; at += chunkSamples) {
    const values = new Float32Array(Math.min(chunkSamples, length - at));
    const bytes = new Uint8Array(values.buffer);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, (from + at) * bytesPerSample);
    const count = Math.floor(bytesRead / bytesPerSample);
    if (count > 0) yield { at, values: values.subarray(0, count) };
    if (count < values.length) return;
  }
}

export async function writePcm(file: FileHandle, at: number, values: Float32Array): Promise<void> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  await file.write(bytes, 0, bytes.length, at * bytesPerSample);
}
