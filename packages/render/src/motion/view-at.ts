import type { MotionPath, View } from '../timeline.ts';

/** Share of the time spent gathering and losing speed in `smooth`. */
const softShare = 0.2;

/**
 * The part of the picture that a frame shows. Zooms keep their perceived speed (width changes by equal factors), and
 * the rectangle's edges all move on straight lines, so it never leaves the hull of both ends. Frames past the end
 * hold.
 */
export function viewAt(path: MotionPath, frame: number, frames: number): View {
  const time = frames > 1 ? Math.min(1, Math.max(0, frame / (frames - 1))) : 0;
  const { from, to } = path;
  const share = zoomShare(ease(path.easing, time), to.width / from.width);
  return {
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    width: from.width + (to.width - from.width) * share,
    height: from.height + (to.height - from.height) * share,
  };
}

/** Progress 0..1 at a time 0..1. `smooth` has constant speed but for soft ends; `sine` speeds up to the middle. */
export function ease(easing: MotionPath['easing'], time: number): number {
  if (easing === 'linear') return time;
  if (easing === 'sine') return 0.5 - 0.5 * Math.cos(Math.PI * time);
  const speed = 1 / (1 - softShare);
  if (time < softShare) return softStart(time) * speed;
  if (time > 1 - softShare) return 1 - softStart(1 - time) * speed;
  return (time - softShare / 2) * speed;
}

/** Distance covered while speed rises from 0 to 1 along half a cosine. */
function softStart(time: number): number {
  return (time - (softShare / Math.PI) * Math.sin((Math.PI * time) / softShare)) / 2;
}

/** Progress of the width when it changes by equal factors: (factor^p - 1) / (factor - 1). */
function zoomShare(progress: number, factor: number): number {
  if (Math.abs(factor - 1) < 1e-6) return progress;
  return (factor ** progress - 1) / (factor - 1);
}
