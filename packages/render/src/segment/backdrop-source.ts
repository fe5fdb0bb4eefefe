import { PermanentError } from '@bom/domain';
import type { Kernel, PixelRect } from '../motion/kernel.ts';
import type { Picture } from '../motion/plane-layout.ts';
import type { Backdrop, Canvas, MediaFiles, MediaRef } from '../timeline.ts';

/** Where a backdrop's frames come from. Frames are asked for one after another. */
export interface BackdropSource {
  at: (frame: number) => Promise<{ picture: Picture; view: PixelRect }>;
  close: () => void;
}

/** A backdrop whose size is known, waiting for a kernel to draw it. */
export interface ReadyBackdrop {
  /** Kernel memory that it needs. */
  bytes: number;
  open: (kernel: Kernel) => BackdropSource;
}

export interface BackdropRequest {
  backdrop: Backdrop;
  canvas: Canvas;
  media: MediaFiles;
  /** The first requested frame of the scene, the number of requested frames, and the scene's length, which times motion. */
  firstFrame: number;
  askedFrames: number;
  sceneFrames: number;
  signal: AbortSignal;
}

/** The local copy of a medium. Throws PermanentError `media_missing`. */
export function pathOf(media: MediaRef, files: MediaFiles): string {
  const path = files.get(media.sha256);
  if (path === undefined) {
    throw new PermanentError(
      'media_missing',
      `The ${media.kind} ${media.sha256.slice(0, 12)} is not on this machine; fetch it first.`,
    );
  }
  return path;
}
