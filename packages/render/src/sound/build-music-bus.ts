import { open, type FileHandle } from 'node:fs/promises';
import { sampleRate } from '../frame-clock.ts';
import { createLoudnessMeter, silentLufs } from './loudness-meter.ts';
import { bytesPerSample, readPcm, writePcm } from './pcm-file.ts';
import { makeWhoosh } from './whoosh.ts';

/** Where nobody speaks: 9 dB below the voice at -18. Ducking takes about 9 dB more away. */
const musicLufs = -27;
const whooshGain = 0.5;
const fadeInSeconds = 0.15;
const fadeOutSeconds = 1.8;
const crossfadeSeconds = 1.5;
const maxGainDb = 24;

export interface MusicBusRequest {
  /** Raw 32-bit float stereo at 48 kHz, interleaved: the piece once; absent where there is none. */
  music?: string;
  whooshes: number[];
  samples: number;
  out: string;
}

/**
 * Writes the film-long stereo track that goes under the voice: the piece looped with equal-power cross-fades or
 * trimmed, faded in and out, brought to its level, and soft whooshes. False where nothing is in it.
 */
export async function buildMusicBus({ music, whooshes, samples, out }: MusicBusRequest): Promise<boolean> {
  const target = await open(out, 'w+');
  try {
    await target.truncate(samples * 2 * bytesPerSample);
    const played = music !== undefined && (await layMusic(music, target, samples));
    await addWhooshes(target, whooshes, samples);
    return played || whooshes.length > 0;
  } finally {
    await target.close();
  }
}

async function layMusic(music: string, target: FileHandle, samples: number): Promise<boolean> {
  const source = await open(music, 'r');
  try {
    const pieceSamples = Math.floor((await source.stat()).size / bytesPerSample / 2);
    const gain = await gainFor(source, pieceSamples);
    if (gain === 0) return false;
    const overlap = Math.min(Math.round(crossfadeSeconds * sampleRate), Math.floor(pieceSamples / 3));
    const stride = Math.max(1, pieceSamples - overlap);
    for (let at = 0; at < samples; at += stride) {
      const last = at + pieceSamples >= samples;
      await layPiece({ source, target, at, pieceSamples, overlap, last, samples, gain });
      if (last) break;
    }
    return true;
  } finally {
    await source.close();
  }
}

async function gainFor(source: FileHandle, pieceSamples: number): Promise<number> {
  const meter = createLoudnessMeter();
  for await (const { values } of readPcm(source, 0, pieceSamples * 2)) {
    meter.add(toMono(values));
  }
  const measured = meter.integrated();
  return measured <= silentLufs ? 0 : 10 ** (Math.min(maxGainDb, musicLufs - measured) / 20);
}

function toMono(stereo: Float32Array): Float32Array {
  const mono = new Float32Array(stereo.length >> 1);
  for (let i = 0; i < mono.length; i++) mono[i] = ((stereo[i * 2] ?? 0) + (stereo[i * 2 + 1] ?? 0)) / 2;
  return mono;
}

async function layPiece(piece: {
  source: FileHandle;
  target: FileHandle;
  at: number;
  pieceSamples: number;
  overlap: number;
  last: boolean;
  samples: number;
  gain: number;
}): Promise<void> {
  const { source, target, at, pieceSamples, overlap, last, samples, gain } = piece;
  const length = Math.min(pieceSamples, samples - at);
  const fade = filmFade(samples);
  for await (const part of readPcm(source, 0, length * 2)) {
    const start = at * 2 + part.at;
    const under = await readValues(target, start, part.values.length);
    const mixed = part.values.map((value, index) => {
      const frame = (part.at + index) >> 1;
      const rise = at === 0 ? 1 : equalPower(frame / overlap);
      const fall = last ? 1 : equalPower((pieceSamples - frame) / overlap);
      return (under[index] ?? 0) + value * gain * rise * fall * fade(at + frame);
    });
    await writePcm(target, start, mixed);
  }
}

async function addWhooshes(target: FileHandle, whooshes: number[], samples: number): Promise<void> {
  const sound = makeWhoosh();
  for (const start of whooshes) {
    const length = Math.min(sound.length, samples - start);
    if (length <= 0) continue;
    const under = await readValues(target, start * 2, length * 2);
    await writePcm(
      target,
      start * 2,
      under.map((value, index) => value + (sound[index >> 1] ?? 0) * whooshGain),
    );
  }
}

async function readValues(file: FileHandle, from: number, length: number): Promise<Float32Array> {
  const values = new Float32Array(length);
  await file.read(new Uint8Array(values.buffer), 0, length * bytesPerSample, from * bytesPerSample);
  return values;
}

/** Gain at each frame of the film. */
function filmFade(samples: number): (frame: number) => number {
  const fadeIn = Math.min(fadeInSeconds * sampleRate, samples / 4);
  const fadeOut = Math.min(fadeOutSeconds * sampleRate, samples / 3);
  return (frame) => (frame < fadeIn ? frame / fadeIn : 1) * equalPower((samples - frame) / fadeOut);
}

function equalPower(x: number): number {
  if (x >= 1) return 1;
  return x <= 0 ? 0 : Math.sin((Math.PI / 2) * x);
}
