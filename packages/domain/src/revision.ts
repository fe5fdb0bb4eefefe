import { z } from 'zod';
import { captionOptionsSchema, mediaUrlSchema, voiceOptionsSchema } from './brand-kit.ts';
import { formatSchema } from './formats.ts';
import { scriptSchema } from './script.ts';

/** What is wished of the next revision. Notes may point to a scene, by its index or by a time of the film. */
export const revisionRequestSchema = z.strictObject({
  note: z.string().trim().min(1).max(4000).meta({ description: 'What is to be changed, in plain words.' }),
  scenes: z
    .array(z.strictObject({ index: z.int().min(0).max(39), note: z.string().trim().min(1).max(2000) }))
    .max(40)
    .default([]),
  images: z
    .record(z.string().regex(/^\d{1,2}$/, 'must be the index of a scene'), mediaUrlSchema)
    .meta({ description: 'Pictures to take, by index of the scene in the new script.' })
    .default({}),
  script: scriptSchema.optional().meta({ description: 'The new script as it is to be; then no model is asked.' }),
  voice: voiceOptionsSchema.optional().meta({ description: 'Another voice or speed.' }),
  music_url: mediaUrlSchema.optional().meta({ description: 'Other music.' }),
  captions: captionOptionsSchema.optional(),
  formats: z.array(formatSchema).min(1).max(3).optional().meta({ description: 'By default those of the film before.' }),
});
export type RevisionRequest = z.infer<typeof revisionRequestSchema>;

const beatWorkSchema = z.strictObject({
  kind: z.enum(['hook', 'scene', 'cta']).meta({ description: 'Part of the script.' }),
  scene: z
    .int()
    .nullable()
    .meta({ description: "Index in the new script's scenes; null for hook and call to action." }),
  image: z.enum(['kept', 'made', 'given', 'none']).meta({ description: '`given`: a file that the request names.' }),
  voice: z.enum(['kept', 'made']).meta({ description: '`kept`: the take of an earlier film.' }),
  segments: z
    .partialRecord(formatSchema, z.enum(['reused', 'rendered']))
    .meta({ description: 'Its part of the film, by format.' }),
});

/** The work of a revision, by beat and by format: what is made again and what is found. */
export const revisionWorkSchema = z.strictObject({
  beats: z.array(beatWorkSchema).meta({ description: 'Hook, scenes and call to action, in film order.' }),
  formats: z
    .partialRecord(
      formatSchema,
      z.strictObject({
        segments_rendered: z.int().meta({ description: 'Parts that are rendered, intro and outro included.' }),
        segments_reused: z.int().meta({ description: 'Parts that are as in an earlier film.' }),
        film: z.enum(['reused', 'joined']).meta({ description: '`joined`: put together anew from its parts.' }),
      }),
    )
    .meta({ description: 'By format.' }),
  audio_mix: z.enum(['reused', 'mixed']).meta({ description: 'Voice and music together.' }),
  calls: z
    .strictObject({
      llm: z.int().meta({ description: 'To a language model; the script is written while planning already.' }),
      image: z.int().meta({ description: 'For pictures.' }),
      voice: z.int().meta({ description: 'For takes of the voice.' }),
    })
    .meta({ description: 'Paid calls that are still to be made.' }),
  estimated_cost_cents: z.number().meta({ description: 'Of those calls, in US cents with fractions.' }),
  estimated_seconds: z.number().meta({ description: 'Until the film is there, by what the last films took.' }),
});
export type RevisionWork = z.infer<typeof revisionWorkSchema>;
export type BeatWork = RevisionWork['beats'][number];
