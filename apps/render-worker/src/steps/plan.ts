import { z } from 'zod';
import { canonicalHash, timelineKey } from '@bom/domain';
import type { FilmRecipe, FilmWarning } from '@bom/domain';
import { updateClaimedJob } from '@bom/db';
import { planTimeline, rendererVersion, requestsFromRecipe } from '@bom/render';
import type { Encoder, Timeline } from '@bom/render';
import { readText } from '@bom/storage';
import type { Stage } from '../stage.ts';
import type { FetchedMedia } from './fetch.ts';
import { uniqueWarnings } from './unique-warnings.ts';

export interface PlannedFilms {
  timelines: Timeline[];
  warnings: FilmWarning[];
}

/** A timeline for each format, kept in storage so that any machine can render a segment of it. */
export async function planFilms(
  stage: Stage,
  { recipe, media }: { recipe: FilmRecipe; media: FetchedMedia },
): Promise<PlannedFilms> {
  const { deps, claim, signal } = stage;
  const encoder = (await pinnedEncoder(stage)) ?? deps.video.encoder;
  const asked = requestsFromRecipe(recipe, { media, profile: deps.profile, encoder });
  const timelines = asked.requests.map(planTimeline);
  const plan: Record<string, string> = {};
  for (const timeline of timelines) {
    const body = Buffer.from(JSON.stringify(timeline));
    const key = timelineKey(canonicalHash(timeline));
    await deps.storage.put({ key, body, contentType: 'application/json', ifAbsent: true, signal });
    plan[timeline.format] = key;
  }
  await updateClaimedJob(deps.db.prisma, claim, { plan });
  const warnings = uniqueWarnings([
    ...recipe.warnings,
    ...media.warnings,
    ...asked.warnings,
    ...timelines.flatMap((timeline) => timeline.warnings),
    ...encoderWarnings(deps.video, encoder),
  ]);
  return { timelines, warnings };
}

/**
 * The encoder that this job was planned with: its second run may be on another machine, and must find the same
 * segments.
 */
async function pinnedEncoder({ deps, claim, signal }: Stage): Promise<Encoder | null> {
  const [key] = Object.values((claim.job.plan ?? {}) as Record<string, string>);
  if (key === undefined) return null;
  const timeline = JSON.parse(await readText(deps.storage, key, { signal })) as Pick<Timeline, 'encoder'>;
  return timeline.encoder ?? 'libx264';
}

function encoderWarnings({ fallback }: Stage['deps']['video'], used: Encoder): FilmWarning[] {
  return fallback && used === 'libx264' ? [{ code: 'encoder_fallback', detail: fallback }] : [];
}

/** A timeline as it was planned, from storage; the renderer's version says whether it can still be rendered. */
export function parseTimeline(json: string): Timeline {
  const { rendererVersion: version } = z.looseObject({ rendererVersion: z.string() }).parse(JSON.parse(json));
  if (version !== rendererVersion) throw new Error(`The timeline was planned by renderer ${version}.`);
  return JSON.parse(json) as Timeline;
}
