import { z } from 'zod';
import { beatsOf } from '@bom/domain';
import type { Beat, FilmRecipe, FilmWarning, Script } from '@bom/domain';
import { mapConcurrently } from '@bom/runtime';
import type { Film } from '../film.ts';
import type { Stage } from '../stage.ts';
import { storeMedia } from './store-media.ts';
import { storedMediaSchema, warningsSchema } from './stored.ts';

export type Take = Extract<FilmRecipe['voice'], { kind: 'takes' }>['takes'][number];

const wordSchema = z.object({ text: z.string(), startMs: z.number(), endMs: z.number() });
const storedSchema = z.object({
  take: z.object({ source: storedMediaSchema, duration_ms: z.number(), words: z.array(wordSchema) }),
  warnings: warningsSchema,
});
const takesAtOnce = 2;

/** One take a beat, so that each scene's length is known exactly and a changed scene is spoken again alone. */
export async function speakBeats(
  stage: Stage,
  script: Script,
): Promise<{ recipe: FilmRecipe['voice']; warnings: FilmWarning[] }> {
  if (stage.film.draft?.recording) return { recipe: stage.film.draft.recording, warnings: [] };
  const beats = beatsOf(script);
  const language = script.language ?? stage.film.language;
  let done = 0;
  const spoken = await mapConcurrently(beats, takesAtOnce, async (beat, index) => {
    const take = await speakBeat(stage, { beat, language, before: beats[index - 1], after: beats[index + 1] });
    done += 1;
    await stage.progress(done / beats.length);
    return take;
  });
  const takes = spoken.map(({ take }) => take);
  return { recipe: { kind: 'takes', takes }, warnings: spoken.flatMap(({ warnings }) => warnings) };
}

/**
 * All that a take follows from. The neighbours colour the delivery but are left out: a changed scene must not make its
 * neighbours paid again.
 */
export function voiceInput(
  { brandKit }: Film,
  { text, language, provider }: { text: string; language: string; provider: string },
) {
  return { text, language, voice: brandKit.voice ?? {}, glossary: brandKit.glossary ?? [], provider };
}

export function parseTake(stored: unknown): { take: Take; warnings: FilmWarning[] } {
  return storedSchema.parse(stored);
}

async function speakBeat(
  { deps, film, once }: Stage,
  {
    beat,
    language,
    before,
    after,
  }: { beat: Beat; language: string; before: Beat | undefined; after: Beat | undefined },
): Promise<{ take: Take; warnings: FilmWarning[] }> {
  const input = voiceInput(film, { text: beat.narration, language, provider: deps.voice.provider });
  const { voice, glossary } = input;
  return once({
    name: 'voice',
    input,
    parse: parseTake,
    isThere: async ({ take }) => (await deps.storage.head(storedMediaSchema.parse(take.source).key)) !== null,
    run: async (call) => {
      const request = {
        text: beat.narration,
        language,
        voice,
        glossary,
        scene: beat.scene,
        ...(before ? { previousText: before.narration } : {}),
        ...(after ? { nextText: after.narration } : {}),
      };
      const take = await deps.voice.speak(request, call);
      const source = await storeMedia(deps.storage, { bytes: take.wav, mimeType: 'audio/wav', signal: call.signal });
      return { take: { source, duration_ms: take.durationMs, words: take.words }, warnings: take.warnings };
    },
  });
}
