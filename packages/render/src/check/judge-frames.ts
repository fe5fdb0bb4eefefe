import type { Segment, Timeline } from '../timeline.ts';
import type { FilmFailure } from './film-report.ts';
import type { FrameFacts } from './frame-log.ts';
import { failureAt, segmentAt } from './judge-container.ts';
import { readPlannedChange, uniformSpread, type PlannedChange } from './planned-change.ts';
import type { StillLight } from './still-light.ts';

/** A share of black pixels beyond which a frame counts as black: captions may still stand on it. */
const blackShare = 0.97;
/** Mean luma steps: below the first nothing moved, above the second it plainly did. */
const stillChange = 0.02;
const movingChange = 0.12;
/** Pictures with less detail than this look the same wherever one stands in them. */
const detailSpread = 6;
/** Within a second something must change by this much where motion is planned. */
const secondChange = 0.05;
const stretchFrames = 30;
const seamReach = 2;

/** What frames are held against. */
interface Plan {
  timeline: Timeline;
  planned: PlannedChange;
}

/**
 * Black, frozen and repeated pictures where the plan wants moving ones; frames nobody looked at are holes in `facts`. The
 * source pictures in `lights`, by sha256, excuse what can't be seen to move; without them more is found.
 */
export function judgeFrames(
  facts: FrameFacts[],
  timeline: Timeline,
  lights: ReadonlyMap<string, StillLight> = new Map(),
): FilmFailure[] {
  const plan = { timeline, planned: readPlannedChange(timeline, lights) };
  return [...blackStretches(facts, plan), ...frozenStretches(facts, plan), ...badSeams(facts, plan)];
}

function blackStretches(facts: FrameFacts[], { timeline, planned }: Plan): FilmFailure[] {
  return stretches(facts, (fact) => isBlack(fact)).flatMap(({ from, length }) => {
    const isEmpty = isUniform(facts, from, length) && !planned.isPlainAt(from);
    const isMeant = mayBeDark(segmentAt(timeline, from)) && !isEmpty;
    if (length < stretchFrames || isMeant) return [];
    return [failureAt(timeline, from, 'black_stretch', `The picture is black for ${(length / 30).toFixed(1)} s.`)];
  });
}

function frozenStretches(facts: FrameFacts[], { timeline, planned }: Plan): FilmFailure[] {
  const frozen = (fact: FrameFacts, frame: number) =>
    fact.changeOverSecond !== null &&
    fact.changeOverSecond < secondChange &&
    fact.spread > detailSpread &&
    planned.movesAt(frame);
  return stretches(facts, frozen).map(({ from, length }) => {
    const start = Math.max(0, from - stretchFrames);
    const seconds = ((length + stretchFrames) / 30).toFixed(1);
    return failureAt(
      timeline,
      start,
      'frozen_stretch',
      `The picture stands still for ${seconds} s where it should move.`,
    );
  });
}

/** Around each join: no lone black frame, no frame shown twice while its neighbours move. */
function badSeams(facts: FrameFacts[], { timeline, planned }: Plan): FilmFailure[] {
  // A rough encode saves its bits by repeating a frame that hardly differs, which is no fault of the join.
  const mayNotRepeat = timeline.profile === 'standard' || timeline.profile === 'master';
  const failures: FilmFailure[] = [];
  for (const segment of timeline.segments.slice(1)) {
    const frames = Array.from({ length: 2 * seamReach + 1 }, (_, index) => segment.startFrame - seamReach + index);
    const black = frames.find((frame) => isLoneBlack(facts, frame) && !isPlannedDark(timeline, { segment, frame }));
    const repeated = frames.find((frame) => mayNotRepeat && isRepeated(facts, frame) && planned.changesAt(frame));
    if (black !== undefined) {
      failures.push(failureAt(timeline, black, 'black_frame', `Frame ${black}, at a join, is black.`));
    }
    if (repeated !== undefined) {
      const detail = `Frame ${repeated}, at a join, repeats the one before it.`;
      failures.push(failureAt(timeline, repeated, 'duplicate_frame', detail));
    }
  }
  return failures;
}

function isBlack(fact: FrameFacts | undefined): boolean {
  return fact !== undefined && fact.black > blackShare;
}

function isLoneBlack(facts: FrameFacts[], frame: number): boolean {
  return isBlack(facts[frame]) && (!isBlack(facts[frame - seamReach]) || !isBlack(facts[frame + seamReach]));
}

/** At the start of a segment: a dip may go through black, and on either side may stand what is dark itself. */
function isPlannedDark(timeline: Timeline, { segment, frame }: { segment: Segment; frame: number }): boolean {
  const dips =
    segment.transition?.kind === 'dip' &&
    frame >= segment.startFrame &&
    frame < segment.startFrame + segment.transition.frames;
  return dips || mayBeDark(segment) || mayBeDark(segmentAt(timeline, frame));
}

function mayBeDark(segment: Segment | undefined): boolean {
  const backdrop = segment?.backdrop;
  return backdrop?.kind === 'card' || backdrop?.media.dark === true;
}

function isRepeated(facts: FrameFacts[], frame: number): boolean {
  const [before, here, after] = [facts[frame - 1]?.change, facts[frame]?.change, facts[frame + 1]?.change];
  if (
    before === undefined ||
    before === null ||
    here === undefined ||
    here === null ||
    after === undefined ||
    after === null
  )
    return false;
  return here < stillChange && before > movingChange && after > movingChange;
}

function isUniform(facts: FrameFacts[], from: number, length: number): boolean {
  return facts.slice(from, from + length).every((fact) => fact.spread < uniformSpread);
}

function stretches(
  facts: FrameFacts[],
  holds: (fact: FrameFacts, frame: number) => boolean,
): { from: number; length: number }[] {
  const found: { from: number; length: number }[] = [];
  facts.forEach((fact, frame) => {
    if (!holds(fact, frame)) return;
    const last = found.at(-1);
    if (last && last.from + last.length === frame) last.length += 1;
    else found.push({ from: frame, length: 1 });
  });
  return found;
}
