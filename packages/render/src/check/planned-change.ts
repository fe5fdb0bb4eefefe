import { viewAt } from '../motion/view-at.ts';
import type { Backdrop, Segment, Timeline } from '../timeline.ts';
import { meanDifference, probeHeight, probeWidth, spreadOf, stillLag } from './frame-log.ts';
import { segmentAt } from './judge-container.ts';
import { probeStill, type StillLight } from './still-light.ts';

/** In pixels of the probe: less motion than this in a second need not show in it. */
const seenMotion = 0.5;
/** The same for one frame: paths begin and end so softly that their outermost frames are alike. */
const seenStep = 0.03;
/**
 * In mean luma steps, by the source: an encoder may drop what changes less than this, and must show what changes more. (In
 * gradients and noise under each profile no stretch with a planned change of 0.07 and more came out below 0.05.)
 */
const shownChange = 0.15;
/** A frame with less spread than this shows nothing at all. */
export const uniformSpread = 2;

/** What the plan wants to be seen in a film's frames. */
export interface PlannedChange {
  /** A still's motion shows within the second before the frame. */
  movesAt(frame: number): boolean;
  /** The frame differs from the one before: a join, a transition, a path in full motion. */
  changesAt(frame: number): boolean;
  /** The picture itself is of one colour. */
  isPlainAt(frame: number): boolean;
}

/**
 * Reads the plan, and the pictures where they are at hand (`lights`, by sha256): one colour, or nearly so, looks the same
 * wherever the view stands in it. A picture that is not at hand is taken to show every motion.
 */
export function readPlannedChange(timeline: Timeline, lights: ReadonlyMap<string, StillLight>): PlannedChange {
  /** Null where the picture is not known, or drawn by other means. */
  const pointsAt = ({ backdrop, frames }: Showing, frame: number): Float32Array | null => {
    const light = backdrop.kind === 'still' ? lights.get(backdrop.media.sha256) : undefined;
    return backdrop.kind === 'still' && light ? probeStill(light, { backdrop, frame, frames }) : null;
  };
  const shows = (before: Float32Array | null, now: Float32Array | null): boolean =>
    before === null || now === null || meanDifference(before, now) > shownChange;

  const showsMotion = (segment: Segment, { frame, lag, least }: { frame: number; lag: number; least: number }) =>
    plannedMotion(segment, frame, lag) > least && shows(pointsAt(segment, frame - lag), pointsAt(segment, frame));

  return {
    movesAt(filmFrame) {
      const segment = segmentAt(timeline, filmFrame);
      if (!segment || segment.backdrop.kind !== 'still' || segment.backdrop.blur) return false;
      const frame = filmFrame - segment.startFrame;
      return frame >= stillLag && showsMotion(segment, { frame, lag: stillLag, least: seenMotion });
    },
    changesAt(filmFrame) {
      const segment = segmentAt(timeline, filmFrame);
      if (!segment) return false;
      const frame = filmFrame - segment.startFrame;
      const from = showingBefore(timeline, segment);
      if (frame <= (segment.transition?.frames ?? 0) && from) {
        const isDip = segment.transition?.kind === 'dip';
        if (isDip || shows(pointsAt(from, from.frame), pointsAt(segment, 0))) return true;
      }
      return showsMotion(segment, { frame, lag: 1, least: seenStep });
    },
    isPlainAt(filmFrame) {
      const segment = segmentAt(timeline, filmFrame);
      const points = segment ? pointsAt(segment, filmFrame - segment.startFrame) : null;
      return points !== null && spreadOf(points).spread < uniformSpread;
    },
  };
}

interface Showing {
  backdrop: Backdrop;
  frames: number;
}

/** What a segment's start takes over from, at the frame where it does. */
function showingBefore(timeline: Timeline, segment: Segment): (Showing & { frame: number }) | null {
  const { transition } = segment;
  if (transition) return { backdrop: transition.from, frame: transition.fromFrame, frames: transition.fromFrames };
  const before = timeline.segments[timeline.segments.indexOf(segment) - 1];
  return before ? { ...before, frame: before.frames - 1 } : null;
}

/** How far the view's edges move in the `lag` frames before a frame, in pixels of the probe; 0 for anything but stills. */
function plannedMotion({ backdrop, frames }: Showing, frame: number, lag: number): number {
  if (backdrop.kind !== 'still') return 0;
  const now = viewAt(backdrop.path, frame, frames);
  const before = viewAt(backdrop.path, frame - lag, frames);
  const left = Math.abs(now.x - before.x) / now.width;
  const right = Math.abs(now.x + now.width - before.x - before.width) / now.width;
  const top = Math.abs(now.y - before.y) / now.height;
  const bottom = Math.abs(now.y + now.height - before.y - before.height) / now.height;
  return Math.max(left * probeWidth, right * probeWidth, top * probeHeight, bottom * probeHeight);
}
