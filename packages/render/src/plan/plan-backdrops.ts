import { createHash } from 'node:crypto';
import type { BrandColors } from '@bom/domain';
import { chooseMotion, motionKindOf } from '../motion/choose-motion.ts';
import type { ScheduledScene } from './schedule-scenes.ts';
import { identityOf } from './scene-identity.ts';
import type { Backdrop, Canvas, MediaRef } from '../timeline.ts';

/** A clip whose shape is further off than this would lose most of its picture if it covered the frame. */
const maxCoverMismatch = 2;
const cardVariants = 12;
/**
 * Behind the end card: blurred by this share of the frame's width, and this much darker, so that its text is read.
 */
const endCardBlur = 0.02;
const endCardDim = 0.5;

/** What fills the frame in each scene; neighbours move differently, and the end card stands on the last picture. */
export function planBackdrops(request: { scenes: ScheduledScene[]; canvas: Canvas; colors: BrandColors }): Backdrop[] {
  const { scenes, canvas, colors } = request;
  const backdrops: Backdrop[] = [];
  let lastPicture: MediaRef | undefined;
  let run = { kind: '', length: 0 };
  for (const scene of scenes) {
    const picture = scene.picture ?? (scene.role === 'end-card' ? lastPicture : undefined);
    const moved = picture?.kind === 'image' ? motionOf({ picture, scene, canvas }) : null;
    const kind = moved ? motionKindOf(moved) : '';
    run = { kind, length: moved && kind === run.kind ? run.length + 1 : 0 };
    // Every second one of a run, so that what a scene does hangs on its own run of equals and on nothing further off.
    const relief = run.length % 2 === 1;
    if (picture) backdrops.push(pictureBackdrop({ picture, scene, canvas, relief, colors }));
    else backdrops.push(card(scene, colors));
    if (scene.role === 'body' && scene.picture) lastPicture = scene.picture;
  }
  return backdrops;
}

/** By what the scene is, not by its place, so that a moved scene moves as before. */
function motionOf({ picture, scene, canvas }: { picture: MediaRef; scene: ScheduledScene; canvas: Canvas }) {
  return { seed: numberOf(identityOf(scene)) % 1000, picture, canvas, frames: scene.frames };
}

function pictureBackdrop(request: {
  picture: MediaRef;
  scene: ScheduledScene;
  canvas: Canvas;
  relief: boolean;
  colors: BrandColors;
}): Backdrop {
  const { picture, scene, canvas, relief, colors } = request;
  const isEndCard = scene.role === 'end-card';
  if (picture.kind === 'video') {
    // Moving pictures behind a text to be read only distract.
    return isEndCard ? card(scene, colors) : { kind: 'clip', media: picture, fit: clipFit(picture, canvas) };
  }
  const path = chooseMotion({ ...motionOf({ picture, scene, canvas }), relief });
  return { kind: 'still', media: picture, path, ...(isEndCard ? { blur: endCardBlur, dim: endCardDim } : {}) };
}

function clipFit(clip: MediaRef, canvas: Canvas): 'cover' | 'blurred-fill' {
  const shape = (clip.width ?? 1) / (clip.height ?? 1) / (canvas.width / canvas.height);
  return Math.max(shape, 1 / shape) > maxCoverMismatch ? 'blurred-fill' : 'cover';
}

/** By the words, not the place, so that a moved card keeps its look. */
function card(scene: ScheduledScene, colors: BrandColors): Backdrop {
  return { kind: 'card', colors, variant: numberOf(`${scene.kind} ${scene.text}`) % cardVariants };
}

function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
