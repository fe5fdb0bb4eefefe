import { sampleRate } from '../frame-clock.ts';
import type { AudioPlan } from '../timeline.ts';
import { stretchSamples } from './build-voice-bus.ts';

/** Raw float sound, as all files between the steps are. */
export const rawMono = ['-f', 'f32le', '-ar', String(sampleRate), '-ac', '1'];
export const rawStereo = ['-f', 'f32le', '-ar', String(sampleRate), '-ac', '2'];

/** Rumble and plosives lie below the voice. */
const rumbleFilter = 'highpass=f=80:poles=2';
/** Gentle: 2:1 above -20 dB takes about 4 dB off a take that stands at -18 LUFS; `makeup` gives them back. */
const voiceCompressor = 'acompressor=threshold=0.1:ratio=2:attack=10:release=150:knee=4:makeup=1.6';
/**
 * Under speech the music falls to about a third. With so low a threshold and so high a ratio it is all or nothing, and
 * `mix` bounds the depth: between 8 and 10.5 dB however loud the voice, held through the gaps between words. Measured:
 * -9.0 dB within 100 ms, half back 300 ms after the last word, whole after 500 ms.
 */
const ducker = 'sidechaincompress=threshold=0.005:ratio=20:attack=20:release=350:mix=0.7';
/**
 * Peaks between samples show at twice the rate to within 0.4 dB, which the limit leaves room for; what comes out is
 * measured at four times it. `latency` takes the look-ahead's delay back.
 */
const limiterRate = 96_000;

/** Takes of input 0..n-1 cleaned and laid end to end as `[takes]`, each at its exact length. */
export function takesGraph(narration: AudioPlan['narration']): string {
  const takes = narration.map((stretch, index) => {
    const length = stretchSamples(stretch);
    const steps = [
      `atrim=start=${seconds(stretch.fromMs)}:end=${seconds(stretch.toMs)}`,
      'asetpts=PTS-STARTPTS',
      `aresample=${sampleRate}`,
      'aformat=sample_fmts=flt:channel_layouts=mono',
      rumbleFilter,
      `apad=whole_len=${length}`,
      `atrim=end_sample=${length}`,
    ];
    return `[${index}:a:0]${steps.join(',')}[take${index}]`;
  });
  const labels = narration.map((_, index) => `[take${index}]`).join('');
  return [...takes, `${labels}concat=n=${narration.length}:v=0:a=1[takes]`].join(';');
}

/** Music of one input as `[music]`: without silence ahead of its first note, no longer than the film. */
export function musicGraph(input: number, samples: number): string {
  const steps = [
    `aresample=${sampleRate}`,
    'aformat=sample_fmts=flt:channel_layouts=stereo',
    'silenceremove=start_periods=1:start_threshold=-60dB',
    `atrim=end_sample=${samples}`,
  ];
  return `[${input}:a:0]${steps.join(',')}[music]`;
}

/** Voice (input 0, mono) over music (input 1, stereo), or either alone, measured on the way, as `[mix]`. */
export function mixGraph(buses: { voice: boolean; music: boolean }): string {
  const voice = `[0:a]${voiceCompressor},pan=stereo|c0=c0|c1=c0`;
  if (!buses.music) return `${voice},${loudness}[mix]`;
  if (!buses.voice) return `[0:a]${loudness}[mix]`;
  return [
    `${voice},asplit=2[voice][key]`,
    `[1:a][key]${ducker}[bed]`,
    `[voice][bed]amix=inputs=2:duration=first:normalize=0,${loudness}[mix]`,
  ].join(';');
}

/** Loudness, printed once at the end. */
const loudness = 'ebur128=framelog=verbose';
/** Loudness and true peak, printed once at the end. */
export const meter = 'ebur128=peak=true:framelog=verbose';

/** Linear gain, then a limiter on true peaks, then exactly as long as before. */
export function masterGraph(master: { gainDb: number; limitDbtp: number; samples: number }): string {
  const limit = 10 ** (master.limitDbtp / 20);
  const steps = [
    `volume=${master.gainDb.toFixed(3)}dB:precision=double`,
    `aresample=${limiterRate}`,
    `alimiter=limit=${limit.toFixed(5)}:attack=4:release=80:level=disabled:latency=1`,
    `aresample=${sampleRate}`,
    `apad=whole_len=${master.samples}`,
    `atrim=end_sample=${master.samples}`,
  ];
  return `[0:a]${steps.join(',')}[master]`;
}

/**
 * AAC-LC whose bytes depend on its input alone: no dates, no encoder's name. At this rate the fast coder is nearer to
 * what it was given, in every band (24.1 beside 20.5 dB over a film), and takes a quarter of the time.
 */
export const aacOptions = words(
  ['-c:a', 'aac', '-aac_coder', 'fast', '-profile:a', 'aac_low', '-b:a', '160k', '-ar', String(sampleRate), '-ac', '2'],
  ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
  // Else the end is rounded to a millisecond.
  ['-movie_timescale', String(sampleRate), '-f', 'mp4'],
);

function words(...groups: string[][]): string[] {
  return groups.flat();
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}
