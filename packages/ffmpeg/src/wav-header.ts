/** Bytes of the shortest header, the only one that we write. */
export const wavHeaderBytes = 44;

/** The header of a 16-bit PCM WAV. */
export function wavHeader(sound: { channels: number; sampleRate: number; dataBytes: number }): Buffer {
  const { channels, sampleRate, dataBytes } = sound;
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(wavHeaderBytes - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** A sample of -1 to 1 as 16 bits; what is beyond is cut. */
export function toInt16(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
}
