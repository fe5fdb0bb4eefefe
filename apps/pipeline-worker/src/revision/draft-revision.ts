import { beatsOf, canonicalHash, seedsOf } from '@bom/domain';
import type { BrandKit, FilmDraft, FilmOverrides, FilmRecipe, MediaSource, RevisionRequest, Script } from '@bom/domain';
import { diffScripts } from '@bom/llm';

export interface DraftRequest {
  base: { recipe: FilmRecipe; draft: FilmDraft | null };
  /** The new script, with its given pictures in place. */
  script: Script;
  /** The client's brand as it is now. */
  kit: BrandKit;
  request: RevisionRequest;
}

/** What is kept of a film and where its gaps are, once the new script is known. Pure. */
export function draftRevision({ base, script, kit, request }: DraftRequest): FilmDraft {
  const { recipe } = base;
  const overrides = overridesOf({ base, request });
  return {
    formats: request.formats ?? recipe.formats,
    language: script.language ?? recipe.language,
    script,
    brand: { name: recipe.brand.name, kit: overrides.voice ? { ...kit, voice: overrides.voice } : kit },
    pictures: keptPictures(recipe, script),
    seeds: keptSeeds(recipe, script),
    recording: keptRecording(recipe, { script, request }),
    music: overrides.music ?? (kit.music_url ? { url: kit.music_url } : null),
    captions: overrides.captions ?? {},
    overrides,
    warnings: [],
  };
}

/** What was wished otherwise than the brand says, now or before; the brand's own changes show through elsewhere. */
function overridesOf({ base, request }: Pick<DraftRequest, 'base' | 'request'>): FilmOverrides {
  const before = base.draft ? base.draft.overrides : firstOverrides(base.recipe);
  const voice = request.voice ? { ...before.voice, ...request.voice } : before.voice;
  const music: MediaSource | undefined = request.music_url ? { url: request.music_url } : before.music;
  const captions = request.captions ? { ...before.captions, ...request.captions } : before.captions;
  return { ...(voice ? { voice } : {}), ...(music ? { music } : {}), ...(captions ? { captions } : {}) };
}

/** A first film keeps no list of them: whatever differs from its brand was wished. */
function firstOverrides({ music, captions, brand }: FilmRecipe): FilmOverrides {
  const ownMusic = music && !(brand.kit.music_url && same(music, { url: brand.kit.music_url }));
  const ownCaptions = !same(captions, brand.kit.captions ?? {}) && !same(captions, {});
  return { ...(ownMusic ? { music } : {}), ...(ownCaptions ? { captions } : {}) };
}

/** Pictures stay with their scenes, wherever those move, until what they show is changed. */
function keptPictures(recipe: FilmRecipe, script: Script): (MediaSource | null)[] {
  const before = beatsOf(recipe.script);
  const { scenes } = diffScripts(recipe.script, script);
  return beatsOf(script).map((beat) => {
    if (beat.kind === 'cta') return null;
    if (beat.kind === 'hook') return recipe.pictures[before.findIndex(({ kind }) => kind === 'hook')] ?? null;
    const given = script.scenes[beat.scene ?? 0]?.image_url;
    const diff = scenes.find(({ after }) => after === beat.scene);
    const shown = diff?.fields.some(({ field }) => field === 'visual' || field === 'image_url');
    if (!diff || diff.before === null || shown) return given ? { url: given } : null;
    return recipe.pictures[before.findIndex(({ scene }) => scene === diff.before)] ?? null;
  });
}

/** A scene keeps its motion and its joins, whatever it says and shows now. */
function keptSeeds(recipe: FilmRecipe, script: Script): string[] {
  const before = beatsOf(recipe.script);
  const seeds = recipe.seeds ?? seedsOf(recipe.script);
  const fresh = seedsOf(script);
  const { scenes } = diffScripts(recipe.script, script);
  return beatsOf(script).map((beat, index) => {
    const was = beat.scene === null ? null : scenes.find(({ after }) => after === beat.scene)?.before;
    const place = before.findIndex(({ kind, scene }) => kind === beat.kind && scene === was);
    return seeds[place] ?? fresh[index] ?? '';
  });
}

/** One recording of all stays while every word and their order stay; otherwise each beat is spoken. */
function keptRecording(
  { voice, script: before }: FilmRecipe,
  { script, request }: { script: Script; request: RevisionRequest },
): FilmDraft['recording'] {
  if (voice.kind !== 'recording' || request.voice) return null;
  const words = (of: Script) => beatsOf(of).map(({ narration }) => narration);
  return same(words(before), words(script)) ? voice : null;
}

function same(a: unknown, b: unknown): boolean {
  return canonicalHash(a) === canonicalHash(b);
}
