import { beatsOf, brandColors, plainText, seedsOf } from '@bom/domain';
import type { FilmRecipe, Format } from '@bom/domain';
import { splitNarration, type SplitResult } from '../speech/split-narration.ts';
import type { BrandLook, Encoder, EncoderProfile, FilmRequest, FilmScene, MediaRef, Narration } from '../timeline.ts';

/** Every file of a film, known by its content. */
export interface FilmMedia {
  /** One a beat; null where it has none. */
  pictures: (MediaRef | null)[];
  /** One a beat, or one recording of all. */
  voices: MediaRef[];
  music: MediaRef;
  logo: MediaRef | null;
  /** The brand's own beginning and end. */
  intro?: MediaRef | null;
  outro?: MediaRef | null;
}

/**
 * What a recipe asks of the renderer, for each of its formats. Planning a revision and rendering it both come through
 * here, so that the plan that is shown is the one that runs.
 */
export function requestsFromRecipe(
  recipe: FilmRecipe,
  { media, profile, encoder }: { media: FilmMedia; profile: EncoderProfile; encoder?: Encoder },
): { requests: FilmRequest[]; warnings: Warning[] } {
  const { parts, warnings } = narrationOf(recipe, media);
  const scenes = scenesOf(recipe, { media, narrations: parts });
  const { style = 'karaoke', position = 'bottom' } = { ...recipe.brand.kit.captions, ...recipe.captions };
  const requests = recipe.formats.map((format: Format): FilmRequest => ({
    format,
    language: recipe.language,
    scenes,
    look: brandLook(recipe, media),
    captions: { style, position },
    music: media.music,
    profile,
    ...(encoder ? { encoder } : {}),
  }));
  return { requests, warnings };
}

interface Warning {
  code: string;
  detail: string;
}

/** One stretch of voice a beat; a single recording is split by its words, or by estimate, which is said. */
function narrationOf(recipe: FilmRecipe, media: FilmMedia): { parts: (Narration | undefined)[]; warnings: Warning[] } {
  if (recipe.voice.kind === 'takes') {
    const parts = recipe.voice.takes.map(({ duration_ms: toMs, words }, index): Narration => {
      const { pauses: _pauses, ...ref } = media.voices[index] as MediaRef;
      return { media: ref, fromMs: 0, toMs, words };
    });
    return { parts, warnings: [] };
  }
  const { pauses, ...ref } = media.voices[0] as MediaRef;
  const words = recipe.voice.words?.map(({ text, start, end }) => ({ text, startMs: start * 1000, endMs: end * 1000 }));
  const split = splitNarration({
    media: ref,
    durationMs: ref.durationMs ?? 0,
    texts: beatsOf(recipe.script).map((beat) => beat.narration),
    ...(words ? { words } : {}),
    ...(pauses ? { pauses } : {}),
  });
  return { parts: split.narrations, warnings: timingWarnings(split, words !== undefined) };
}

function timingWarnings({ estimated, completed }: SplitResult, wordsGiven: boolean): Warning[] {
  if (completed) {
    const detail =
      'The word times given leave out the beginning or the end of the recording; those words are estimated.';
    return [{ code: 'word_times_incomplete', detail }];
  }
  if (!estimated) return [];
  const why = wordsGiven ? 'The word times given do not fit the script and the sound' : 'No word times were given';
  return [{ code: 'estimated_captions', detail: `${why}, so scenes and captions are timed by estimate.` }];
}

function scenesOf(
  recipe: FilmRecipe,
  { media, narrations }: { media: FilmMedia; narrations: (Narration | undefined)[] },
): FilmScene[] {
  const seeds = recipe.seeds ?? seedsOf(recipe.script);
  return beatsOf(recipe.script).map((beat, index): FilmScene => {
    const picture = media.pictures[index];
    const narration = narrations[index];
    return {
      kind: beat.kind,
      scene: beat.scene,
      text: beat.narration,
      ...(seeds[index] ? { seed: seeds[index] } : {}),
      ...(narration ? { narration } : {}),
      ...(picture ? { picture } : {}),
      ...(beat.onScreenText ? { onScreenText: beat.onScreenText } : {}),
      ...(beat.durationSeconds ? { minDurationMs: beat.durationSeconds * 1000 } : {}),
    };
  });
}

function brandLook({ brand, script }: FilmRecipe, { logo, intro, outro }: FilmMedia): BrandLook {
  const { kit } = brand;
  const text = kit.cta?.text ?? firstSentence(plainText(script.cta));
  return {
    name: brand.name,
    colors: brandColors(kit),
    ...(kit.font ? { font: kit.font } : {}),
    ...(logo ? { logo } : {}),
    ...(intro ? { intro } : {}),
    ...(outro ? { outro } : {}),
    watermark: { position: kit.watermark?.position ?? 'top-left', opacity: kit.watermark?.opacity ?? 0.85 },
    cta: { ...(text ? { text } : {}), ...(kit.cta?.url ? { url: kit.cta.url } : {}) },
  };
}

/** An end card is read in two seconds; what is spoken may go on. */
function firstSentence(text: string): string {
  return /^.{8,}?[.!?](?=\s)/su.exec(text)?.[0] ?? text;
}
