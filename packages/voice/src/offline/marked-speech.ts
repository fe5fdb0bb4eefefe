import { TransientError } from '@bom/domain';
import type { SpeechPlan } from '../text/plan-speech.ts';
import type { UnitTimes } from '../types.ts';
import { readWav } from '../sound/wav.ts';

const loud = 100;
const soft = 50;
const frameSeconds = 0.005;

/**
 * The texts to speak so that the sound tells where each unit is. espeak-ng's command line gives no word times, but it takes
 * loudness commands inside the text, and they change neither sounds nor lengths. The first text is loud throughout; in text
 * k+1 a unit is soft where bit k of its number is set. Frame by frame the loudness against the first spells the number.
 */
export function markTexts(plan: SpeechPlan): string[] {
  const bits = Math.max(1, Math.ceil(Math.log2(plan.units.length)));
  const mark = (level: number, spoken: string): string => `\u0001${level}A${spoken}`;
  const plain = plan.units.map(({ spoken }) => mark(loud, spoken)).join(' ');
  const coded = Array.from({ length: bits }, (_, bit) =>
    plan.units.map(({ spoken }, index) => mark((index >> bit) & 1 ? soft : loud, spoken)).join(' '),
  );
  return [plain, ...coded];
}

/** Times of the units, exact to a frame of 5 ms; undefined where the recordings don't match each other. */
export function readMarks(
  plan: SpeechPlan,
  wavs: Buffer[],
): { samples: Float32Array; sampleRate: number; times: UnitTimes | undefined } {
  const [plain, ...coded] = wavs.map(readWav);
  if (!plain || plain.samples.length === 0) throw new TransientError('espeak_failed', 'espeak-ng wrote no sound.');
  const { samples, sampleRate } = plain;
  if (coded.some((wav) => wav.samples.length !== samples.length)) return { samples, sampleRate, times: undefined };
  const length = Math.round(sampleRate * frameSeconds);
  const reference = frameEnergies(samples, length);
  const levels = coded.map((wav) => frameEnergies(wav.samples, length));
  const floor = reference.reduce((max, energy) => Math.max(max, energy), 0) * 1e-6;
  // Half as loud is a quarter of the energy; the middle, on a logarithmic scale, is a half.
  const numbers = reference.map((energy, frame) =>
    energy <= floor
      ? -1
      : levels.reduce((sum, bit, place) => sum + ((bit[frame] ?? 0) < energy / 2 ? 1 << place : 0), 0),
  );
  return { samples, sampleRate, times: toTimes(plan, findRuns(numbers, plan.units.length)) };
}

function frameEnergies(samples: Float32Array, length: number): number[] {
  return Array.from({ length: Math.floor(samples.length / length) }, (_, frame) => {
    let sum = 0;
    for (let index = frame * length; index < (frame + 1) * length; index += 1) sum += (samples[index] ?? 0) ** 2;
    return sum / length;
  });
}

/** First and last frame of each unit. Units come in order, so a lone frame that says otherwise is mixed and left out. */
function findRuns(numbers: number[], count: number): ({ from: number; to: number } | undefined)[] {
  const runs: ({ from: number; to: number } | undefined)[] = Array.from({ length: count }, () => undefined);
  const sounding = numbers.flatMap((number, frame) => (number < 0 ? [] : [{ number, frame }]));
  let current = 0;
  sounding.forEach(({ number, frame }, place) => {
    const isSteady = number === current || sounding[place + 1]?.number === number;
    if (number < current || number >= count || !isSteady) return;
    current = number;
    const run = runs[number];
    if (run) run.to = frame + 1;
    else runs[number] = { from: frame, to: frame + 1 };
  });
  return runs;
}

/** Words that espeak-ng melts into one sound ("in the") carry the last one's number and share its time by their weights. */
function toTimes(plan: SpeechPlan, runs: ({ from: number; to: number } | undefined)[]): UnitTimes | undefined {
  const times: { start: number; end: number }[] = [];
  let waiting = 0;
  for (const [index, run] of runs.entries()) {
    waiting += 1;
    if (!run) continue;
    times.push(...share(plan, { first: index + 1 - waiting, count: waiting, from: run.from, to: run.to }));
    waiting = 0;
  }
  const last = times.pop();
  if (!last) return undefined;
  const first = times.length;
  return [
    ...times,
    ...share(plan, { first, count: waiting + 1, from: last.start / frameSeconds, to: last.end / frameSeconds }),
  ];
}

function share(
  plan: SpeechPlan,
  o: { first: number; count: number; from: number; to: number },
): { start: number; end: number }[] {
  const weights = plan.units.slice(o.first, o.first + o.count).map(({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let at = o.from;
  return weights.map((weight) => {
    const start = at;
    at += ((o.to - o.from) * weight) / total;
    return { start: start * frameSeconds, end: at * frameSeconds };
  });
}
