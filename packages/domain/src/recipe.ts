import { z } from 'zod';
import { brandKitSchema, captionOptionsSchema, mediaUrlSchema, voiceOptionsSchema } from './brand-kit.ts';
import { canonicalHash } from './canonical-hash.ts';
import { formatSchema } from './formats.ts';
import { beatsOf, languageSchema, scriptSchema } from './script.ts';
import type { Script } from './script.ts';

/** A spoken word and its time in seconds from the start of the recording, in wire form. */
export const spokenWordSchema = z
  .strictObject({
    text: z.string().min(1).max(200).meta({ description: 'The word as it is written.' }),
    start: z.number().min(0).meta({ description: 'In seconds of the recording.' }),
    end: z.number().min(0).meta({ description: 'In seconds of the recording.' }),
  })
  .refine((word) => word.end >= word.start, { message: 'end must not be before start', path: ['end'] });

/** Where a file comes from: a URL still to be fetched, or an object that our storage already holds. */
export const mediaSourceSchema = z.union([
  z.strictObject({ url: mediaUrlSchema }),
  z.strictObject({ key: z.string().max(500), sha256: z.string().length(64) }),
]);
export type MediaSource = z.infer<typeof mediaSourceSchema>;

const takeSchema = z.strictObject({
  source: mediaSourceSchema,
  duration_ms: z.number().positive(),
  words: z.array(z.strictObject({ text: z.string(), startMs: z.number(), endMs: z.number() })),
});

const recordingSchema = z.strictObject({
  kind: z.literal('recording'),
  source: mediaSourceSchema,
  words: z.array(spokenWordSchema).optional(),
});

/** Everything that a film is made from, and nothing else; stored with its revision, so that it can be made again. */
export const filmRecipeSchema = z.strictObject({
  formats: z.array(formatSchema).min(1).max(3),
  language: languageSchema,
  script: scriptSchema,
  brand: z.strictObject({ name: z.string(), kit: brandKitSchema }),
  /** One a beat, in film order; null where the beat has no picture of its own. */
  pictures: z.array(mediaSourceSchema.nullable()),
  voice: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('takes'), takes: z.array(takeSchema) }),
    recordingSchema,
  ]),
  /** One a beat: what its motion and joins are chosen by. Those of the script where absent. */
  seeds: z.array(z.string().max(64)).optional(),
  music: mediaSourceSchema.nullable(),
  captions: captionOptionsSchema,
  /** Fallbacks that were taken on the way to the recipe. */
  warnings: z.array(z.strictObject({ code: z.string(), detail: z.string(), scene: z.number().optional() })),
});
export type FilmRecipe = z.infer<typeof filmRecipeSchema>;

/** What each beat's motion and joins are chosen by, before anything is revised. */
export function seedsOf(script: Script): string[] {
  return beatsOf(script).map(({ kind, narration }) => canonicalHash({ kind, narration }).slice(0, 16));
}

/** Long enough for most films; the mix loops it for longer ones. */
const musicBedSeconds = 48;

/** Under what a brand's generated music is remembered, and what it is made from: name and input of its step. */
export function musicBedStep({ name, kit }: FilmRecipe['brand']) {
  const seed = canonicalHash({ name, tone: kit.tone }).slice(0, 8);
  return { name: 'music-bed', input: { seed, seconds: musicBedSeconds } };
}

/** Under what a preview of a recipe is remembered: name and input of its step. */
export function previewStep(recipe: FilmRecipe): { name: 'preview'; input: { recipe: string } } {
  return { name: 'preview', input: { recipe: canonicalHash(recipe) } };
}

/** What a revision was asked to do otherwise than the brand kit says; later revisions keep it. */
export const filmOverridesSchema = z.strictObject({
  voice: voiceOptionsSchema.optional(),
  music: mediaSourceSchema.optional(),
  captions: captionOptionsSchema.optional(),
});
export type FilmOverrides = z.infer<typeof filmOverridesSchema>;

/** A recipe that is still to be filled: what is kept of an earlier one, and gaps where something is made anew. */
export const filmDraftSchema = filmRecipeSchema.omit({ voice: true }).extend({
  /** A recording that is kept; null where every beat has a take (found again, or spoken). */
  recording: recordingSchema.nullable(),
  overrides: filmOverridesSchema,
});
export type FilmDraft = z.infer<typeof filmDraftSchema>;

/** What a pipeline job is asked for. */
export const pipelineRequestSchema = z.strictObject({
  formats: z.array(formatSchema).min(1).max(3),
  captions: captionOptionsSchema.optional(),
  /** The trace that asked for it (W3C), where traces are kept. */
  traceparent: z.string().optional(),
});
export type PipelineRequest = z.infer<typeof pipelineRequestSchema>;

/** One finished film of a job or a video, as stored. */
export const storedFilmSchema = z.strictObject({
  key: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  duration_seconds: z.number(),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type StoredFilm = z.infer<typeof storedFilmSchema>;
export const storedFilmsSchema = z.partialRecord(formatSchema, storedFilmSchema);
export type StoredFilms = z.infer<typeof storedFilmsSchema>;
