import { z } from 'zod';
import { beatsOf, brandColors, canonicalHash, timelineKey } from '@bom/domain';
import type { FilmRecipe, FilmWarning, Format } from '@bom/domain';
import { updateClaimedJob } from '@bom/db';
import { planTimeline, rendererVersion, splitNarration } from '@bom/render';
import type { BrandLook, FilmRequest, FilmScene, MediaRef, Narration, Timeline } from '@bom/render';
import type { AssemblyStage } from '../assembly.ts';
import type { FilmMedia } from './fetch.ts';

export interface PlannedFilms {
  timelines: Timeline[];
  warnings: FilmWarning[];
}

/** A timeline for each format, kept in storage so that any machine can render a segment of it. */
export async function planFilms(
  stage: AssemblyStage,
  { recipe, media }: { recipe: FilmRecipe; media: FilmMedia },
): Promise<PlannedFilms> {
  const { deps, claim, signal } = stage;
  const narration = narrationOf(recipe, media);
  const timelines = recipe.formats.map((format) =>
    planTimeline(filmRequest({ recipe, media, format, narrations: narration.parts, profile: deps.profile })),
  );
  const plan: Record<string, string> = {};
  for (const timeline of timelines) {
    const body = Buffer.from(JSON.stringify(timeline));
    const key = timelineKey(canonicalHash(timeline));
    await deps.storage.put({ key, body, contentType: 'application/json', ifAbsent: true, signal });
    plan[timeline.format] = key;
  }
  await updateClaimedJob(deps.db.prisma, claim, { plan });
  const warnings = [
    ...recipe.warnings,
    ...media.warnings,
    ...narration.warnings,
    ...timelines.flatMap((t) => t.warnings),
  ];
  return { timelines, warnings };
}

function filmRequest({
  recipe,
  media,
  format,
  narrations,
  profile,
}: {
  recipe: FilmRecipe;
  media: FilmMedia;
  format: Format;
  narrations: (Narration | undefined)[];
  profile: FilmRequest['profile'];
}): FilmRequest {
  const { style = 'karaoke', position = 'bottom' } = { ...recipe.brand.kit.captions, ...recipe.captions };
  const scenes = beatsOf(recipe.script).map((beat, index): FilmScene => {
    const picture = media.pictures[index];
    const narration = narrations[index];
    return {
      kind: beat.kind,
      scene: beat.scene,
      text: beat.narration,
      ...(narration ? { narration } : {}),
      ...(picture ? { picture } : {}),
      ...(beat.onScreenText ? { onScreenText: beat.onScreenText } : {}),
      ...(beat.durationSeconds ? { minDurationMs: beat.durationSeconds * 1000 } : {}),
    };
  });
  return {
    format,
    language: recipe.language,
    scenes,
    look: brandLook(recipe, media.logo),
    captions: { style, position },
    music: media.music,
    profile,
  };
}

function brandLook({ brand, script }: FilmRecipe, logo: MediaRef | null): BrandLook {
  const { kit } = brand;
  const text = kit.cta?.text ?? firstSentence(script.cta);
  return {
    name: brand.name,
    colors: brandColors(kit),
    ...(kit.font ? { font: kit.font } : {}),
    ...(logo ? { logo } : {}),
    watermark: { position: kit.watermark?.position ?? 'top-left', opacity: kit.watermark?.opacity ?? 0.85 },
    cta: { ...(text ? { text } : {}), ...(kit.cta?.url ? { url: kit.cta.url } : {}) },
  };
}

/** An end card is read in two seconds; what is spoken may go on. */
function firstSentence(text: string): string {
  return /^.{8,}?[.!?](?=\s)/su.exec(text)?.[0] ?? text;
}

/** One stretch of voice a beat; a single recording is split by its words, or by estimate, which is said. */
function narrationOf(
  recipe: FilmRecipe,
  media: FilmMedia,
): { parts: (Narration | undefined)[]; warnings: FilmWarning[] } {
  if (recipe.voice.kind === 'takes') {
    const parts = recipe.voice.takes.map(({ duration_ms: toMs, words }, index): Narration => {
      const ref = media.voices[index] as MediaRef;
      return { media: ref, fromMs: 0, toMs, words };
    });
    return { parts, warnings: [] };
  }
  const ref = media.voices[0] as MediaRef;
  const words = recipe.voice.words?.map(({ text, start, end }) => ({ text, startMs: start * 1000, endMs: end * 1000 }));
  const split = splitNarration({
    media: ref,
    durationMs: ref.durationMs ?? 0,
    texts: beatsOf(recipe.script).map((beat) => beat.narration),
    ...(words ? { words } : {}),
  });
  const detail = 'No word times were given, so scenes and captions are timed by estimate.';
  return { parts: split.narrations, warnings: split.estimated ? [{ code: 'estimated_captions', detail }] : [] };
}

/** A timeline as it was planned, from storage; the renderer's version says whether it can still be rendered. */
export function parseTimeline(json: string): Timeline {
  const { rendererVersion: version } = z.looseObject({ rendererVersion: z.string() }).parse(JSON.parse(json));
  if (version !== rendererVersion) throw new Error(`The timeline was planned by renderer ${version}.`);
  return JSON.parse(json) as Timeline;
}
