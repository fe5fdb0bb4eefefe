import { framesPerSecond } from '@bom/domain';

/** Sound is planned and mixed at this rate; 1600 samples to a frame, so frame boundaries are whole samples. */
export const sampleRate = 48_000;
export const samplesPerFrame = sampleRate / framesPerSecond;
export const samplesPerMs = sampleRate / 1000;

/** Frames that last at least `durationMs`; a hair of float error does not cost a frame. */
export function framesCovering(durationMs: number): number {
  return Math.ceil((durationMs * framesPerSecond) / 1000 - 1e-6);
}

export function msOfFrames(frames: number): number {
  return (frames * 1000) / framesPerSecond;
}
