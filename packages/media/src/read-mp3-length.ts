import { readContentStart } from './read-content-start.ts';

/** Hertz of MPEG-1, by the header's index; MPEG-2 has half of it, MPEG-2.5 a quarter. */
const sampleRates = [44_100, 48_000, 32_000];

/**
 * The length in milliseconds that an MP3's first frame states (Xing, Info or VBRI: a count of frames), the encoder's delay and
 * padding included; undefined where there is none, and players guess from the bit rate.
 */
export async function readMp3Length(path: string): Promise<number | undefined> {
  const frame = await readContentStart(path, 512);
  const version = ((frame[1] ?? 0) >> 3) & 3;
  const baseRate = sampleRates[((frame[2] ?? 0) >> 2) & 3];
  const frames = readFrameCount(frame);
  if (frame[0] !== 0xff || baseRate === undefined || frames === undefined) return undefined;
  const rate = version === 3 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const samplesPerFrame = version === 3 ? 1152 : 576;
  return ((frames * samplesPerFrame) / rate) * 1000;
}

function readFrameCount(frame: Buffer): number | undefined {
  const text = frame.toString('latin1');
  const xing = text.search(/Xing|Info/);
  if (xing > 0 && xing + 12 <= frame.length) {
    const hasFrames = (frame.readUInt32BE(xing + 4) & 1) === 1;
    return hasFrames ? frame.readUInt32BE(xing + 8) : undefined;
  }
  const vbri = text.indexOf('VBRI');
  return vbri > 0 && vbri + 18 <= frame.length ? frame.readUInt32BE(vbri + 14) : undefined;
}
