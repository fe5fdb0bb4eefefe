import { CancelledError, PermanentError } from '@bom/domain';
import { sampleRate } from '../frame-clock.ts';
import { createRoom } from './room-reverb.ts';
import { seededRandom } from './seeded-random.ts';
import { createVoices, type StereoBuffer, type SynthVoices } from './synth-voices.ts';
import { openWav } from './wav-writer.ts';

const beatsPerBar = 4;
/** Chords as scale steps (0 = tonic) in a major key; each four bars, all old friends. */
const progressions = [
  [0, 4, 5, 3],
  [5, 3, 0, 4],
  [0, 5, 3, 4],
  [3, 0, 4, 5],
];
const majorScale = [0, 2, 4, 5, 7, 9, 11];
/** Which of the chord's notes the pluck plays at each half beat; null rests. */
const pluckPatterns: (number | null)[][] = [
  [0, 2, 1, 2, 3, 2, 1, 2],
  [0, null, 2, 3, null, 2, 1, null],
  [3, null, 2, 1, 2, null, 0, null],
];

export interface MusicBedRequest {
  seconds: number;
  /** The same seed gives the same music; a client's id, say. */
  seed: string;
  /** Path of the WAV file to write: 48 kHz, 16 bit, stereo. */
  out: string;
  signal: AbortSignal;
}

interface Song {
  tempo: number;
  /** MIDI number of the tonic, around middle C. */
  tonic: number;
  progression: number[];
  pattern: (number | null)[];
}

/**
 * Writes quiet background music made on the spot, free of anyone's rights: warm chords, a soft pluck, a light beat
 * that comes in after two bars and leaves before the end. Bar by bar, so memory does not grow with length. Throws
 * PermanentError `bad_duration`, CancelledError.
 */
export async function makeMusicBed({ seconds, seed, out, signal }: MusicBedRequest): Promise<void> {
  if (!(seconds > 0 && seconds <= 1200)) {
    throw new PermanentError(
      'bad_duration',
      'Music can be made for up to 20 minutes; ask for a positive number of seconds.',
    );
  }
  const random = seededRandom(`music ${seed}`);
  const song = composeSong(random);
  const total = Math.round(seconds * sampleRate);
  const wav = await openWav(out);
  try {
    for await (const part of playBars({ song, total, random, signal })) await wav.write(part.left, part.right);
  } finally {
    await wav.close();
  }
}

function composeSong(random: () => number): Song {
  return {
    tempo: 88 + Math.floor(random() * 5) * 4,
    tonic: 55 + Math.floor(random() * 8),
    progression: pick(progressions, random),
    pattern: pick(pluckPatterns, random),
  };
}

async function* playBars(request: { song: Song; total: number; random: () => number; signal: AbortSignal }) {
  const { song, total, random, signal } = request;
  const usualBar = (beatsPerBar * 60 * sampleRate) / song.tempo;
  const bars = Math.max(1, Math.round(total / usualBar));
  // The tempo gives way a little, so that the piece ends on its last bar's closing chord.
  const barSamples = Math.ceil(total / bars);
  const voices = createVoices(random);
  const room = createRoom();
  // Notes ring on for up to a bar and a half.
  let dry = silence(barSamples * 3);
  for (let bar = 0; bar < bars; bar++) {
    if (signal.aborted) throw new CancelledError();
    playBar({ song, bar, bars, voices, target: dry, barSamples, random });
    const ready = slice(dry, 0, barSamples);
    const wet = room(ready);
    const from = bar * barSamples;
    const length = Math.min(barSamples, total - from);
    yield finished({ ready, wet, from, length, total });
    dry = shifted(dry, barSamples);
    // Gives others the thread between bars.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function playBar(request: {
  song: Song;
  bar: number;
  bars: number;
  voices: SynthVoices;
  target: StereoBuffer;
  barSamples: number;
  random: () => number;
}): void {
  const { song, bar, bars, voices, target, barSamples } = request;
  const last = bar === bars - 1 && bars > 1;
  const step = last ? 0 : (song.progression[bar % song.progression.length] ?? 0);
  const chord = chordNotes(song.tonic, step);
  const beat = barSamples / beatsPerBar;
  const barSeconds = barSamples / sampleRate;
  chord.forEach((note, index) => {
    const pan = (index - 1.5) * 0.25;
    voices.pad(target, { at: 0, frequency: hertz(note), seconds: barSeconds * 1.35, gain: 0.026, pan });
  });
  const root = hertz((chord[0] ?? song.tonic) - 12);
  voices.bass(target, { at: 0, frequency: root, seconds: (2.4 * beat) / sampleRate, gain: 0.11, pan: 0 });
  if (!last)
    voices.bass(target, {
      at: Math.round(beat * 2.5),
      frequency: root,
      seconds: (1.4 * beat) / sampleRate,
      gain: 0.08,
      pan: 0,
    });
  playPluck(request, chord, beat);
  if (bar >= 2 && bar < bars - 2) playBeat(request, beat);
}

function playPluck(
  {
    song,
    bar,
    bars,
    voices,
    target,
    random,
  }: { song: Song; bar: number; bars: number; voices: SynthVoices; target: StereoBuffer; random: () => number },
  chord: number[],
  beat: number,
): void {
  const quiet = bar < 1 ? 0.6 : 1;
  song.pattern.forEach((choice, half) => {
    if (choice === null || (bar === bars - 1 && half > 0)) return;
    const note = (chord[choice] ?? song.tonic) + 12;
    // Human hands are never quite even.
    const gain = 0.05 * quiet * (half % 2 === 0 ? 1 : 0.75) * (0.85 + random() * 0.3);
    voices.pluck(target, {
      at: Math.round(half * beat * 0.5),
      frequency: hertz(note),
      seconds: 1.2,
      gain,
      pan: half % 2 === 0 ? -0.3 : 0.3,
    });
  });
}

function playBeat({ voices, target }: { voices: SynthVoices; target: StereoBuffer }, beat: number): void {
  for (const place of [0, 2]) voices.kick(target, Math.round(place * beat), 0.2);
  for (const place of [0.5, 1.5, 2.5, 3.5]) {
    voices.hat(target, { at: Math.round(place * beat), gain: 0.028, pan: 0.2, seconds: 0.025 });
  }
  for (const place of [1, 3])
    voices.hat(target, { at: Math.round(place * beat), gain: 0.03, pan: -0.15, seconds: 0.06 });
}

/** Dry and room together, with a short fade in and a long one out. */
function finished(part: {
  ready: StereoBuffer;
  wet: StereoBuffer;
  from: number;
  length: number;
  total: number;
}): StereoBuffer {
  const { from, length, total } = part;
  const fadeIn = Math.min(total / 4, 0.25 * sampleRate);
  const fadeOut = Math.min(total / 3, 2.2 * sampleRate);
  const mix = (dry: Float32Array, wet: Float32Array) =>
    dry.subarray(0, length).map((value, index) => {
      const at = from + index;
      const rise = at < fadeIn ? at / fadeIn : 1;
      const fall = total - at < fadeOut ? Math.sin(((Math.PI / 2) * (total - at)) / fadeOut) : 1;
      return (value + (wet[index] ?? 0) * 0.3) * rise * fall;
    });
  return { left: mix(part.ready.left, part.wet.left), right: mix(part.ready.right, part.wet.right) };
}

/** Root, third, fifth and ninth-less octave, kept near the tonic so that chords move little. */
function chordNotes(tonic: number, step: number): number[] {
  const note = (degree: number) => tonic + (majorScale[degree % 7] ?? 0) + 12 * Math.floor(degree / 7);
  const lift = step > 3 ? -12 : 0;
  return [step, step + 2, step + 4, step + 7].map((degree) => note(degree) + lift);
}

function hertz(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}

function pick<T>(choices: [T, ...T[]] | T[], random: () => number): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new RangeError('nothing to choose from');
  return choice;
}

function silence(length: number): StereoBuffer {
  return { left: new Float32Array(length), right: new Float32Array(length) };
}

function slice(buffer: StereoBuffer, from: number, to: number): StereoBuffer {
  return { left: buffer.left.slice(from, to), right: buffer.right.slice(from, to) };
}

function shifted(buffer: StereoBuffer, by: number): StereoBuffer {
  const next = silence(buffer.left.length);
  next.left.set(buffer.left.subarray(by));
  next.right.set(buffer.right.subarray(by));
  return next;
}
