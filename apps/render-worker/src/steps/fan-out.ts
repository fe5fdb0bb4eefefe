import { audioMixKey, PermanentError, segmentKey, TransientError } from '@bom/domain';
import type { Format } from '@bom/domain';
import { updateClaimedJob, whilePartsStay } from '@bom/db';
import type { Delivery } from '@bom/jobs';
import type { Timeline } from '@bom/render';
import type { Stage } from '../stage.ts';
import { findUnfinished } from './finish.ts';
import type { PlannedFilms } from './plan.ts';

interface MissingSegment {
  format: Format;
  index: number;
}

/**
 * Adds a child job for each part that storage does not hold yet, and returns how many. Content decides: parts of an
 * earlier try, an earlier revision or another machine are simply there. Those are renewed, so that they stay until
 * the film is joined, however old they are. A film that is there as a whole needs no parts.
 */
export async function fanOut(
  stage: Stage,
  { films, delivery }: { films: PlannedFilms; delivery: Delivery },
): Promise<number> {
  const { deps, claim, enter } = stage;
  const unfinished = await findUnfinished(stage, films.timelines);
  const { missing, missingAudio } = await whilePartsStay(deps.db, async () => ({
    missing: await findMissingSegments(stage, unfinished),
    missingAudio: await findMissingAudio(stage, new Set(unfinished.map((timeline) => timeline.audio.key))),
  }));
  if ((await delivery.countFailedChildren()) > 0 && missing.length + missingAudio > 0) throw childFailure(stage);

  const total = films.timelines.reduce((sum, timeline) => sum + timeline.segments.length, 0);
  const first = claim.job.segmentsTotal === 0;
  await updateClaimedJob(deps.db.prisma, claim, {
    segmentsTotal: total,
    segmentsDone: total - missing.length,
    ...(first ? { segmentsReused: total - missing.length } : {}),
  });
  if (missing.length + missingAudio === 0) return 0;
  await enter('rendering', (total - missing.length) / total);
  await addChildren(stage, { missing, missingAudio, delivery });
  return missing.length + missingAudio;
}

async function findMissingSegments({ deps }: Stage, timelines: Timeline[]): Promise<MissingSegment[]> {
  const all = timelines.flatMap((timeline) => timeline.segments.map((segment) => ({ timeline, segment })));
  const present = await Promise.all(all.map(({ segment }) => deps.storage.renew(segmentKey(segment.key))));
  return (
    all
      .filter((_entry, index) => present[index] === null)
      .map(({ timeline, segment }) => ({ format: timeline.format, index: segment.index }))
      // Scene by scene: formats that show one picture are rendered one after another, and it is decoded once.
      .toSorted((a, b) => a.index - b.index)
  );
}

async function findMissingAudio({ deps }: Stage, keys: Set<string>): Promise<number> {
  const present = await Promise.all([...keys].map((key) => deps.storage.renew(audioMixKey(key))));
  return present.filter((object) => object === null).length;
}

async function addChildren(
  { deps, claim }: Stage,
  { missing, missingAudio, delivery }: { missing: MissingSegment[]; missingAudio: number; delivery: Delivery },
): Promise<void> {
  const { id: jobId, priority } = claim.job;
  // The claim's own number keeps ids of a later try apart from those that failed.
  const suffix = `${jobId}-${delivery.id.split('-').at(-1)}-${claim.job.attempt}`;
  const shared = { priority, parent: delivery.asParent };
  if (missingAudio > 0) {
    await deps.queues.enqueue('render.audio', { job_id: jobId }, { id: `audio-${suffix}`, ...shared });
  }
  for (const { format, index } of missing) {
    const id = `segment-${format}-${index}-${suffix}`;
    await deps.queues.enqueue('render.segment', { job_id: jobId, format, index }, { id, ...shared });
  }
}

/** What the failed child left on the job's row; one that left nothing died with its worker, each time. */
function childFailure({ claim }: Stage): Error {
  const error = claim.job.error as {
    code?: string;
    detail?: string;
    scene?: number | null;
    retriable?: boolean;
  } | null;
  if (!error?.code) {
    const crashed = 'Rendering a part of the film ended its worker each time, so it was given up.';
    return new PermanentError('render_crashed', crashed);
  }
  const Class = error.retriable === false ? PermanentError : TransientError;
  return new Class(error.code, error.detail ?? 'A part of the film could not be rendered.', {
    scene: error.scene ?? null,
  });
}
