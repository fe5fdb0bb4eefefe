import type { Timeline } from '../timeline.ts';

/** Frames from `from` up to, not including, `to`. */
export interface FrameRange {
  from: number;
  to: number;
}

/** A look at some pictures of a film. What its key names looks the same in every film, so once is enough. */
export interface Look extends FrameRange {
  key: string;
}

/** On either side of a join, for a black stretch across it to be seen whole. */
const joinReach = 30;
/** A decoder has to begin at the key frame before a range, two seconds at most. */
const worthSkipping = 90;

/** One look at each segment, and one at each join. */
export function planLooks({ segments, frames }: Pick<Timeline, 'segments' | 'frames'>): Look[] {
  const wholes = segments.map(({ key, startFrame, frames: length }) => ({
    key,
    from: startFrame,
    to: startFrame + length,
  }));
  const joins = segments.slice(1).map(({ key, startFrame }, index) => ({
    key: `${segments[index]?.key} then ${key}`,
    from: Math.max(0, startFrame - joinReach),
    to: Math.min(frames, startFrame + joinReach),
  }));
  return [...wholes, ...joins];
}

/** The frames of all looks, each once, in film order. */
export function rangesOf(looks: Look[]): FrameRange[] {
  const ranges: FrameRange[] = [];
  for (const { from, to } of looks.toSorted((a, b) => a.from - b.from)) {
    const last = ranges.at(-1);
    if (last && from - last.to < worthSkipping) last.to = Math.max(last.to, to);
    else ranges.push({ from, to });
  }
  return ranges;
}
