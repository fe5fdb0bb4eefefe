import { z } from 'zod';
import { captionOptionsSchema, mediaUrlSchema, voiceOptionsSchema } from './brand-kit.ts';
import { formatSchema } from './formats.ts';
import { scriptSchema } from './script.ts';

/** What is wished of the next revision. Notes may point to a scene, by its index or by a time of the film. */
export const revisionRequestSchema = z.strictObject({
  note: z.string().trim().min(1).max(4000),
  scenes: z
    .array(z.strictObject({ index: z.int().min(0).max(39), note: z.string().trim().min(1).max(2000) }))
    .max(40)
    .default([]),
  /** By index of the scene in the new script. */
  images: z.record(z.string().regex(/^\d{1,2}$/, 'must be the index of a scene'), mediaUrlSchema).default({}),
  /** The new script as it is to be; then no model is asked. */
  script: scriptSchema.optional(),
  voice: voiceOptionsSchema.optional(),
  music_url: mediaUrlSchema.optional(),
  captions: captionOptionsSchema.optional(),
  formats: z.array(formatSchema).min(1).max(3).optional(),
});
export type RevisionRequest = z.infer<typeof revisionRequestSchema>;

/** `kept` is found in an earlier result; `given` is a file that the request names. */
const beatWorkSchema = z.strictObject({
  kind: z.enum(['hook', 'scene', 'cta']),
  /** Index in the new script's scenes. */
  scene: z.int().nullable(),
  image: z.enum(['kept', 'made', 'given', 'none']),
  voice: z.enum(['kept', 'made']),
  segments: z.partialRecord(formatSchema, z.enum(['reused', 'rendered'])),
});

/** The work of a revision, by beat and by format: what is made again and what is found. */
export const revisionWorkSchema = z.strictObject({
  beats: z.array(beatWorkSchema),
  /** Segments that belong to no beat, such as intro and outro, are counted here too. */
  formats: z.partialRecord(
    formatSchema,
    z.strictObject({ segments_rendered: z.int(), segments_reused: z.int(), film: z.enum(['reused', 'joined']) }),
  ),
  audio_mix: z.enum(['reused', 'mixed']),
  /** Calls that are still to be made; the model was asked for the script while planning. */
  calls: z.strictObject({ llm: z.int(), image: z.int(), voice: z.int() }),
  estimated_cost_cents: z.number(),
  estimated_seconds: z.number(),
});
export type RevisionWork = z.infer<typeof revisionWorkSchema>;
export type BeatWork = RevisionWork['beats'][number];
