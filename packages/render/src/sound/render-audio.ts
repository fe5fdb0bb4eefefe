import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PermanentError, TransientError } from '@bom/domain';
import { runFfmpeg, runFilterReport, type FfmpegInput } from '@bom/ffmpeg';
import type { AudioPlan, MediaFiles, MediaRef } from '../timeline.ts';
import { buildMusicBus } from './build-music-bus.ts';
import { buildVoiceBus } from './build-voice-bus.ts';
import { silentLufs } from './loudness-meter.ts';
import { loudnessToleranceLu, maxTruePeakDbtp, targetLufs } from './loudness-target.ts';
import { aacOptions, masterGraph, meter, mixGraph, musicGraph, rawMono, rawStereo, takesGraph } from './mix-graphs.ts';
import { readMeter, type Loudness } from './read-meter.ts';
import { soundDemuxer } from './sound-demuxer.ts';

const closeEnoughLu = 0.25;
/** AAC overshoots what it is given by up to about half a decibel. */
const limitDbtp = -1.5;
const maxGainDb = 40;
const maxPasses = 4;
const timeoutMs = 10 * 60_000;

export interface RenderAudioRequest {
  plan: AudioPlan;
  media: MediaFiles;
  /** Path of the AAC file (mp4 container) to write. */
  out: string;
  signal: AbortSignal;
}

export interface RenderedAudio extends Loudness {
  path: string;
  /** Exactly the plan's. */
  samples: number;
}

interface Workshop {
  plan: AudioPlan;
  media: MediaFiles;
  signal: AbortSignal;
  /** Path of an intermediate file. */
  part: (name: string) => string;
}

/**
 * Mixes a film's sound: voices cleaned, brought to one level and laid to the sample; music looped or trimmed under
 * them and ducked; whooshes; then one linear gain and a true-peak limiter to -14 LUFS ±0.5 and at most -1 dBTP,
 * measured on the encoded AAC. Where there is nothing to hear it writes silence (-70 LUFS).
 * Throws PermanentError `media_missing`, `sound_unreadable`, `loudness_unreachable`, and as `runFfmpeg` does.
 */
export async function renderAudio({ plan, media, out, signal }: RenderAudioRequest): Promise<RenderedAudio> {
  const folder = await mkdtemp(`${out}.parts-`);
  const workshop: Workshop = { plan, media, signal, part: (name) => join(folder, name) };
  try {
    const decoded = await decodeSources(workshop);
    const mixed = await mixBuses(workshop, decoded);
    const loudness = mixed ? await master(workshop, mixed, out) : await writeSilence(workshop, out);
    return { path: out, samples: plan.samples, ...loudness };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Voices and music as raw sound, in one run. */
async function decodeSources(workshop: Workshop): Promise<{ takes?: string; music?: string }> {
  const { plan, media, signal, part } = workshop;
  const refs = [...plan.narration.map((stretch) => stretch.media), ...(plan.music ? [plan.music] : [])];
  if (refs.length === 0) return {};
  const inputs = await Promise.all(refs.map((ref) => soundInput(ref, media)));
  const spoken = plan.narration.length;
  const graphs = [
    ...(spoken > 0 ? [takesGraph(plan.narration)] : []),
    ...(plan.music ? [musicGraph(spoken, plan.samples)] : []),
  ];
  const outputs = [
    ...(spoken > 0 ? [{ path: part('takes.f32'), options: ['-map', '[takes]', ...rawMono] }] : []),
    ...(plan.music ? [{ path: part('music.f32'), options: ['-map', '[music]', ...rawStereo] }] : []),
  ];
  await runFfmpeg({ inputs, complexFilter: graphs.join(';'), outputs, signal, timeoutMs });
  return {
    ...(spoken > 0 ? { takes: part('takes.f32') } : {}),
    ...(plan.music ? { music: part('music.f32') } : {}),
  };
}

async function soundInput(ref: MediaRef, media: MediaFiles): Promise<FfmpegInput> {
  const path = media.get(ref.sha256);
  if (path === undefined) {
    throw new PermanentError(
      'media_missing',
      `The sound file ${ref.sha256.slice(0, 12)} is not at hand; fetch it before mixing.`,
    );
  }
  return { path, format: await soundDemuxer(path) };
}

interface Mix {
  path: string;
  integratedLufs: number;
}

async function mixBuses(workshop: Workshop, decoded: { takes?: string; music?: string }): Promise<Mix | null> {
  const { plan, signal, part } = workshop;
  const voicePath = part('voice.f32');
  const musicPath = part('bed.f32');
  const { takes, music } = decoded;
  const voice = takes !== undefined && (await buildVoiceBus({ plan, takes, out: voicePath }));
  const bed = await buildMusicBus({
    ...(music === undefined ? {} : { music }),
    whooshes: plan.whooshes,
    samples: plan.samples,
    out: musicPath,
  });
  if (!voice && !bed) return null;
  const inputs = [...(voice ? [rawInput(voicePath, 1)] : []), ...(bed ? [rawInput(musicPath, 2)] : [])];
  const path = part('mix.f32');
  const { stderrTail } = await runFfmpeg({
    inputs,
    complexFilter: mixGraph({ voice, music: bed }),
    outputs: [{ path, options: ['-map', '[mix]', ...rawStereo] }],
    signal,
    timeoutMs,
    logLevel: 'info',
    keepLines: 400,
  });
  return { path, integratedLufs: readMeter(stderrTail).integratedLufs };
}

/**
 * The limiter and the encoder both change loudness a little: measure what came out, and try again where it is off.
 */
async function master(workshop: Workshop, mix: Mix, out: string): Promise<Loudness> {
  if (mix.integratedLufs <= silentLufs) return writeSilence(workshop, out);
  let gainDb = Math.min(maxGainDb, targetLufs - mix.integratedLufs);
  let limit = limitDbtp;
  for (let pass = 1; pass <= maxPasses; pass++) {
    await encode(workshop, { mix: mix.path, out, gainDb, limit });
    const loudness = await measureLoudness(out, workshop.signal);
    const offLu = targetLufs - loudness.integratedLufs;
    const overDb = loudness.truePeakDbtp - maxTruePeakDbtp;
    const tolerated = pass < maxPasses ? closeEnoughLu : loudnessToleranceLu;
    if (Math.abs(offLu) <= tolerated && overDb <= 0) return loudness;
    gainDb = Math.min(maxGainDb, gainDb + offLu);
    if (overDb > 0) limit -= overDb + 0.1;
  }
  throw new PermanentError(
    'loudness_unreachable',
    'The sound cannot be brought to -14 LUFS without clipping; send a cleaner recording or other music.',
  );
}

async function encode(
  workshop: Workshop,
  job: { mix: string; out: string; gainDb: number; limit: number },
): Promise<void> {
  const { plan, signal } = workshop;
  await runFfmpeg({
    inputs: [rawInput(job.mix, 2)],
    complexFilter: masterGraph({ gainDb: job.gainDb, limitDbtp: job.limit, samples: plan.samples }),
    outputs: [{ path: job.out, options: ['-map', '[master]', ...aacOptions] }],
    signal,
    timeoutMs,
  });
}

async function writeSilence({ plan, signal }: Workshop, out: string): Promise<Loudness> {
  await runFfmpeg({
    inputs: [{ generated: 'anullsrc=r=48000:cl=stereo' }],
    complexFilter: `[0:a]atrim=end_sample=${plan.samples}[master]`,
    outputs: [{ path: out, options: ['-map', '[master]', ...aacOptions] }],
    signal,
    timeoutMs,
  });
  return { integratedLufs: silentLufs, truePeakDbtp: -144 };
}

/** Loudness of an encoded file, as listeners get it. */
async function measureLoudness(path: string, signal: AbortSignal): Promise<Loudness> {
  const report = await runFilterReport({
    inputs: [{ path, format: 'mov' }],
    options: ['-map', '0:a:0', '-af', meter],
    signal,
    timeoutMs,
  });
  if (!report.includes('Summary:')) {
    throw new TransientError(
      'loudness_unmeasured',
      'The loudness of the mixed sound could not be measured; try again.',
    );
  }
  return readMeter(report);
}

function rawInput(path: string, channels: 1 | 2): FfmpegInput {
  return { path, format: 'f32le', options: ['-ar', '48000', '-ac', String(channels)] };
}
