const headerBytes = 44;

/** Samples in -1..1 of a 16-bit mono WAV. The sizes in its header are not believed: programs that write to a pipe make them up. */
export function readWav(wav: Buffer): { samples: Float32Array; sampleRate: number } {
  const dataAt = wav.indexOf('data', 12, 'latin1');
  if (dataAt < 0 || wav.length < headerBytes) return { samples: new Float32Array(0), sampleRate: 48_000 };
  const count = (wav.length - dataAt - 8) >> 1;
  const samples = new Float32Array(count);
  for (let index = 0; index < count; index += 1) samples[index] = wav.readInt16LE(dataAt + 8 + index * 2) / 32_768;
  return { samples, sampleRate: wav.readUInt32LE(24) };
}

/** A 16-bit mono WAV; what is beyond -1..1 is cut. */
export function writeWav(samples: Float32Array, sampleRate: number): Buffer {
  const wav = Buffer.alloc(headerBytes + samples.length * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(sampleRate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) =>
    wav.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))), headerBytes + index * 2),
  );
  return wav;
}
