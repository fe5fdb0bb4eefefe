import { createHash } from 'node:crypto';
import type { BrandColors } from '@bom/domain';
import type { ScheduledScene } from './schedule-scenes.ts';
import type { Backdrop, Canvas, MediaRef, MotionPath } from './timeline.ts';

/** A clip whose shape is further off than this would lose most of its picture if it covered the frame. */
const maxCoverMismatch = 2;
const cardVariants = 12;

/** What fills the frame in each scene; neighbours move differently, and the end card stands on the last picture. */
export function planBackdrops(request: { scenes: ScheduledScene[]; canvas: Canvas; colors: BrandColors }): Backdrop[] {
  const { scenes, canvas, colors } = request;
  const backdrops: Backdrop[] = [];
  let lastPicture: MediaRef | undefined;
  for (const scene of scenes) {
    const picture = scene.picture ?? (scene.role === 'end-card' ? lastPicture : undefined);
    const before = backdrops.at(-1);
    backdrops.push(picture ? pictureBackdrop({ picture, scene, canvas, before, colors }) : card(scene, colors));
    if (scene.role === 'body' && scene.picture) lastPicture = scene.picture;
  }
  return backdrops;
}

function pictureBackdrop(request: {
  picture: MediaRef;
  scene: ScheduledScene;
  canvas: Canvas;
  before: Backdrop | undefined;
  colors: BrandColors;
}): Backdrop {
  const { picture, scene, canvas, colors } = request;
  const isEndCard = scene.role === 'end-card';
  if (picture.kind === 'video') {
    // Moving pictures behind a text to be read only distract.
    return isEndCard ? card(scene, colors) : { kind: 'clip', media: picture, fit: clipFit(picture, canvas) };
  }
  return { kind: 'still', media: picture, path: stillPath(picture, canvas) };
}

function stillPath(picture: MediaRef, canvas: Canvas): MotionPath {
  const ratio = canvas.width / canvas.height / ((picture.width ?? 1) / (picture.height ?? 1));
  const width = Math.min(1, ratio);
  const height = Math.min(1, 1 / ratio);
  const whole = { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
  return { preset: 'hold', from: whole, to: whole, easing: 'linear' };
}

function clipFit(clip: MediaRef, canvas: Canvas): 'cover' | 'blurred-fill' {
  const shape = (clip.width ?? 1) / (clip.height ?? 1) / (canvas.width / canvas.height);
  return Math.max(shape, 1 / shape) > maxCoverMismatch ? 'blurred-fill' : 'cover';
}

/** By the words, not the place, so that a moved card keeps its look. */
function card(scene: ScheduledScene, colors: BrandColors): Backdrop {
  const digest = createHash('sha256').update(`${scene.kind} ${scene.text}`).digest();
  return { kind: 'card', colors, variant: digest.readUInt32BE(0) % cardVariants };
}
