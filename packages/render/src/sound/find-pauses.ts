import { open, type FileHandle } from 'node:fs/promises';
import type { Pause } from '../timeline.ts';

/** Energy is judged in steps of this length. */
const stepMs = 10;
/** Shorter ones are stops inside words. */
const minPauseMs = 160;
/** A click or a breath this short does not end a pause. */
const maxBlipMs = 40;
/** Voice and the noise behind it are this far apart, or pauses cannot be told from it (music beneath, say). */
const minRangeDb = 14;
/** How far up from noise to voice a pause may reach. */
const thresholdShare = 0.35;
/** Below any voice that is meant to be heard; digital silence has no level of its own. */
const floorDb = -70;

/**
 * Where a recording is quiet: stretches of 160 ms and more whose energy is near the recording's noise, silence at
 * both ends included. Reads 16-bit PCM WAV, as recordings are kept; nothing is found in other files, or where voice
 * and noise are too near.
 */
export async function findPauses(path: string): Promise<Pause[]> {
  const file = await open(path, 'r');
  try {
    const format = await readFormat(file);
    return format ? quietStretches(await levelsOf(file, format)) : [];
  } finally {
    await file.close();
  }
}

interface WavFormat {
  channels: number;
  rate: number;
  dataAt: number;
}

async function readFormat(file: FileHandle): Promise<WavFormat | null> {
  const head = Buffer.alloc(4096);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  if (bytesRead < 44 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE')
    return null;
  let format: Omit<WavFormat, 'dataAt'> | null = null;
  for (let at = 12; at + 24 <= bytesRead;) {
    const name = head.toString('latin1', at, at + 4);
    if (name === 'data') return format && { ...format, dataAt: at + 8 };
    if (name === 'fmt ' && head.readUInt16LE(at + 8) === 1 && head.readUInt16LE(at + 22) === 16) {
      format = { channels: head.readUInt16LE(at + 10), rate: head.readUInt32LE(at + 12) };
    }
    at += 8 + head.readUInt32LE(at + 4);
  }
  return null;
}

/** dB of full scale, a value per step. */
async function levelsOf(file: FileHandle, { channels, rate, dataAt }: WavFormat): Promise<number[]> {
  const samplesAtOnce = Math.round((rate * stepMs) / 1000) * channels;
  const stepsAtOnce = 100;
  const bytes = Buffer.alloc(samplesAtOnce * stepsAtOnce * 2);
  const levels: number[] = [];
  for (let at = dataAt; ; at += bytes.length) {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
    for (let step = 0; (step + 1) * samplesAtOnce * 2 <= bytesRead; step++) {
      let squares = 0;
      for (let i = step * samplesAtOnce; i < (step + 1) * samplesAtOnce; i++) squares += bytes.readInt16LE(i * 2) ** 2;
      const power = squares / samplesAtOnce / 32_768 ** 2;
      levels.push(power > 0 ? Math.max(floorDb, 10 * Math.log10(power)) : floorDb);
    }
    if (bytesRead < bytes.length) return levels;
  }
}

function quietStretches(levels: number[]): Pause[] {
  const sorted = levels.toSorted((a, b) => a - b);
  const voice = sorted[Math.floor(sorted.length * 0.9)] ?? floorDb;
  const noise = sorted[Math.floor(sorted.length * 0.04)] ?? floorDb;
  if (voice - noise < minRangeDb) return [];
  const threshold = Math.max(noise + thresholdShare * (voice - noise), voice - 34);
  const pauses: Pause[] = [];
  levels.forEach((level, step) => {
    if (level > threshold) return;
    const last = pauses.at(-1);
    if (last && step * stepMs - last.toMs <= maxBlipMs) last.toMs = (step + 1) * stepMs;
    else pauses.push({ fromMs: step * stepMs, toMs: (step + 1) * stepMs });
  });
  return pauses.filter(({ fromMs, toMs }) => toMs - fromMs >= minPauseMs);
}
