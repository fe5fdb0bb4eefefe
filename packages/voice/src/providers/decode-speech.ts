import { TransientError, type CallContext } from '@bom/domain';
import { decodeSound } from '../sound/decode-sound.ts';
import { takeSampleRate } from '../sound/take-format.ts';
import type { SpokenPart } from '../types.ts';

/** Nobody speaks a unit of weight (about a syllable) in less; a recording that does was cut off. */
const shortestSecondsPerWeight = 0.05;
const usualSecondsPerWeight = 0.16;

export interface SpeechBytes {
  bytes: Buffer;
  part: SpokenPart;
  provider: string;
  tempo: number;
  workDir: string;
}

/** A provider's bytes as samples. Throws TransientError `voice_bad_audio` where they are not this text, spoken to its end. */
export async function decodeSpeech({ part, ...source }: SpeechBytes, call: CallContext): Promise<Float32Array> {
  const samples = await decodeSound({ ...source, signal: call.signal, scene: part.scene });
  const seconds = samples.length / takeSampleRate;
  const least = (weightOf(part) * shortestSecondsPerWeight) / part.speed;
  if (seconds < least) {
    throw new TransientError(
      'voice_bad_audio',
      `${source.provider} answered with ${seconds.toFixed(1)} seconds of sound, too short for the narration.`,
      { scene: part.scene },
    );
  }
  return samples;
}

/** About how long the part will take, for estimates of its cost. */
export function expectSeconds(part: SpokenPart): number {
  return (weightOf(part) * usualSecondsPerWeight) / part.speed;
}

function weightOf({ plan }: SpokenPart): number {
  return plan.units.reduce((sum, { weight }) => sum + weight, 0);
}
