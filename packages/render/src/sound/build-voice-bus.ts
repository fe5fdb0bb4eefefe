import { open, type FileHandle } from 'node:fs/promises';
import { sampleRate, samplesPerMs } from '../frame-clock.ts';
import type { AudioPlan } from '../timeline.ts';
import { createLoudnessMeter, silentLufs } from './loudness-meter.ts';
import { bytesPerSample, readPcm, writePcm } from './pcm-file.ts';

/** What every take is brought to before the mix, so that no scene is louder than its neighbour. */
const takeLufs = -18;
/** A whisper or a bad microphone is not pulled up into its own noise. */
const maxGainDb = 18;
const minGainDb = -24;
/** Takes quieter than this hold no voice. */
const voiceFloorLufs = -55;
/** Takes begin and end in silence, so that no cut clicks. */
const edgeFadeSamples = Math.round(0.006 * sampleRate);

/** Samples that a stretch of voice takes in the film. */
export function stretchSamples(stretch: { fromMs: number; toMs: number }): number {
  return Math.round((stretch.toMs - stretch.fromMs) * samplesPerMs);
}

/**
 * Lays cleaned takes into one mono track of the film's exact length, each at its own sample, brought to equal
 * loudness. `takes` is raw 32-bit float, all stretches of the plan one after another. False where no take holds any
 * voice.
 */
export async function buildVoiceBus(request: { plan: AudioPlan; takes: string; out: string }): Promise<boolean> {
  const { plan, takes, out } = request;
  const source = await open(takes, 'r');
  const target = await open(out, 'w');
  try {
    await target.truncate(plan.samples * bytesPerSample);
    let from = 0;
    let heard = false;
    for (const stretch of plan.narration) {
      const length = stretchSamples(stretch);
      const gain = await gainFor(source, from, length);
      if (gain > 0) heard = true;
      await copyTake({ source, target, from, length, at: stretch.atSample, end: plan.samples, gain });
      from += length;
    }
    return heard;
  } finally {
    await source.close();
    await target.close();
  }
}

async function gainFor(source: FileHandle, from: number, length: number): Promise<number> {
  const meter = createLoudnessMeter();
  for await (const { values } of readPcm(source, from, length)) meter.add(values);
  const measured = meter.integrated();
  if (measured <= Math.max(silentLufs, voiceFloorLufs)) return 0;
  return 10 ** (Math.min(maxGainDb, Math.max(minGainDb, takeLufs - measured)) / 20);
}

async function copyTake(take: {
  source: FileHandle;
  target: FileHandle;
  from: number;
  length: number;
  at: number;
  end: number;
  gain: number;
}): Promise<void> {
  const { source, target, from, at, gain } = take;
  const length = Math.min(take.length, take.end - at);
  for await (const part of readPcm(source, from, length)) {
    const levelled = part.values.map((value, index) => value * gain * edgeGain(part.at + index, length));
    await writePcm(target, at + part.at, levelled);
  }
}

function edgeGain(index: number, length: number): number {
  const toEdge = index * 2 < length ? index : length - 1 - index;
  return toEdge >= edgeFadeSamples ? 1 : toEdge / edgeFadeSamples;
}
