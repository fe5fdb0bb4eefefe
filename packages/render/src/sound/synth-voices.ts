import { sampleRate } from '../frame-clock.ts';

const tableSize = 2048;

/** One period of a tone whose n-th harmonic is `1 / n ** steepness`. */
function toneTable(harmonics: number, steepness: number): Float32Array {
  const table = new Float32Array(tableSize + 1);
  for (let n = 1; n <= harmonics; n++) {
    for (let i = 0; i <= tableSize; i++) {
      table[i] = (table[i] ?? 0) + Math.sin((2 * Math.PI * n * i) / tableSize) / n ** steepness;
    }
  }
  return table;
}

/** Two buffers that voices add themselves to. */
export interface StereoBuffer {
  left: Float32Array;
  right: Float32Array;
}

interface Note {
  at: number;
  frequency: number;
  seconds: number;
  gain: number;
  /** -1 left to 1 right. */
  pan: number;
}

export interface SynthVoices {
  pad(target: StereoBuffer, note: Note): void;
  pluck(target: StereoBuffer, note: Note): void;
  bass(target: StereoBuffer, note: Note): void;
  kick(target: StereoBuffer, at: number, gain: number): void;
  hat(target: StereoBuffer, note: { at: number; gain: number; pan: number; seconds: number }): void;
}

/**
 * Soft instruments, all plain additive synthesis. `at` is in samples of the target; what runs past its end is lost.
 */
export function createVoices(random: () => number): SynthVoices {
  const warm = toneTable(6, 2);
  const bright = toneTable(10, 1.4);
  const round = toneTable(2, 2.2);
  return {
    pad(target, note) {
      // Three detuned strings; slow in, slow out.
      for (const [cents, side] of [
        [-6, -0.6],
        [0, 0],
        [6, 0.6],
      ] as const) {
        const frequency = note.frequency * 2 ** (cents / 1200);
        addTone(target, {
          ...note,
          frequency,
          table: warm,
          phase: random(),
          pan: clampPan(note.pan + side),
          envelope: swell(note.seconds),
        });
      }
    },
    pluck(target, note) {
      addTone(target, { ...note, gain: note.gain * 0.45, table: bright, phase: 0, envelope: struck(0.003, 0.09) });
      addTone(target, { ...note, table: warm, phase: 0, envelope: struck(0.003, 0.32) });
    },
    bass(target, note) {
      addTone(target, { ...note, table: round, phase: 0, envelope: held(note.seconds) });
    },
    kick(target, at, gain) {
      addKick(target, at, gain);
    },
    hat(target, note) {
      addHat(target, note, random);
    },
  };
}

type Envelope = (seconds: number) => number;

function addTone(target: StereoBuffer, tone: Note & { table: Float32Array; phase: number; envelope: Envelope }): void {
  const { table, envelope } = tone;
  const step = (tone.frequency * tableSize) / sampleRate;
  const [gainLeft, gainRight] = panGains(tone.gain, tone.pan);
  const end = Math.min(target.left.length, tone.at + Math.round(tone.seconds * sampleRate));
  let position = tone.phase * tableSize;
  let level = 0;
  let slope = 0;
  for (let i = tone.at; i < end; i++) {
    // The envelope is a straight line over 32 samples: cheap, and without steps.
    if ((i - tone.at) % 32 === 0) {
      level = envelope((i - tone.at) / sampleRate);
      slope = (envelope((i - tone.at + 32) / sampleRate) - level) / 32;
    }
    const index = position | 0;
    const low = table[index] ?? 0;
    const value = (low + ((table[index + 1] ?? 0) - low) * (position - index)) * level;
    target.left[i] = (target.left[i] ?? 0) + value * gainLeft;
    target.right[i] = (target.right[i] ?? 0) + value * gainRight;
    level += slope;
    position += step;
    if (position >= tableSize) position -= tableSize;
  }
}

/** A sine that falls from 115 to 46 Hz in a twentieth of a second: felt more than heard. */
function addKick(target: StereoBuffer, at: number, gain: number): void {
  const length = Math.min(target.left.length - at, Math.round(0.28 * sampleRate));
  let phase = 0;
  for (let i = 0; i < length; i++) {
    const seconds = i / sampleRate;
    phase += (2 * Math.PI * (46 + 69 * Math.exp(-seconds / 0.03))) / sampleRate;
    const value = Math.sin(phase) * gain * Math.min(1, seconds / 0.002) * Math.exp(-seconds / 0.085);
    target.left[at + i] = (target.left[at + i] ?? 0) + value;
    target.right[at + i] = (target.right[at + i] ?? 0) + value;
  }
}

/** Noise above about 7 kHz, gone at once. */
function addHat(
  target: StereoBuffer,
  note: { at: number; gain: number; pan: number; seconds: number },
  random: () => number,
): void {
  const [gainLeft, gainRight] = panGains(note.gain, note.pan);
  const length = Math.min(target.left.length - note.at, Math.round(note.seconds * 4 * sampleRate));
  let before = 0;
  let earlier = 0;
  let level = 1;
  const decay = Math.exp(-1 / (note.seconds * sampleRate));
  for (let i = 0; i < length; i++) {
    const noise = random() * 2 - 1;
    const high = noise - 2 * before + earlier;
    earlier = before;
    before = noise;
    const value = high * 0.25 * (i < 48 ? i / 48 : 1) * level;
    level *= decay;
    target.left[note.at + i] = (target.left[note.at + i] ?? 0) + value * gainLeft;
    target.right[note.at + i] = (target.right[note.at + i] ?? 0) + value * gainRight;
  }
}

function swell(seconds: number): Envelope {
  const attack = Math.min(0.7, seconds / 3);
  const release = Math.min(1.2, seconds / 2);
  return (now) => smooth(now / attack) * smooth((seconds - now) / release);
}

function held(seconds: number): Envelope {
  return (now) => Math.min(1, now / 0.012) * Math.exp(-now / 0.7) * smooth((seconds - now) / 0.08);
}

function struck(attack: number, decay: number): Envelope {
  return (now) => Math.min(1, now / attack) * Math.exp(-now / decay);
}

function smooth(x: number): number {
  const t = Math.max(0, Math.min(1, x));
  return t * t * (3 - 2 * t);
}

function clampPan(pan: number): number {
  return Math.max(-1, Math.min(1, pan));
}

/** Equal power. */
function panGains(gain: number, pan: number): [number, number] {
  const angle = ((pan + 1) * Math.PI) / 4;
  return [gain * Math.cos(angle), gain * Math.sin(angle)];
}
