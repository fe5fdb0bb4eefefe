import { z } from 'zod';
import { plainText } from './plain-text.ts';

/** Lower-case BCP 47 primary language with an optional region: `en`, `nl`, `pt-br`. Accepts `EN`. */
export const languageSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})?$/, 'must be a language code such as "en" or "pt-br"');

export const sceneSchema = z
  .strictObject({
    narration: z.string().trim().min(1).max(1200).meta({ description: 'What is said.' }),
    visual: z
      .string()
      .trim()
      .max(2000)
      .default('')
      .meta({ description: 'What is seen: the picture is made after it.' }),
    on_screen_text: z
      .string()
      .trim()
      .max(200)
      .optional()
      .meta({ description: 'Title over the picture; left out where the captions say the same.' }),
    duration_seconds: z
      .number()
      .min(0.5)
      .max(120)
      .optional()
      .meta({ description: 'At least so long; what is said is never cut short.' }),
    image_url: z
      .string()
      .max(2048)
      .optional()
      .meta({ description: 'The picture itself: an http(s) URL or `asset:<id>`; then none is made.' }),
  })
  .meta({ description: 'A spoken part of the film, with its picture.' });
export type ScriptScene = z.infer<typeof sceneSchema>;

/** In wire form; it is stored and sent exactly so. */
export const scriptSchema = z
  .strictObject({
    title: z.string().trim().max(200).optional().meta({ description: 'For people; it is not shown in the film.' }),
    language: languageSchema
      .optional()
      .meta({ description: 'That it is written in; by default that of the video or its client.' }),
    hook: z.string().trim().max(600).meta({ description: 'Said first; empty for none.' }),
    scenes: z.array(sceneSchema).min(1).max(40).meta({ description: 'In film order.' }),
    cta: z.string().trim().max(600).meta({ description: 'Call to action, said last; empty for none.' }),
  })
  .meta({ description: 'What is said and shown in a film.' });
export type Script = z.infer<typeof scriptSchema>;

export const briefSchema = z
  .strictObject({
    business_name: z.string().trim().min(1).max(200).meta({ description: 'As it is said and written.' }),
    what_they_sell: z.string().trim().min(1).max(4000).meta({ description: 'Product or service, in plain words.' }),
    target_customer: z.string().trim().min(1).max(4000).meta({ description: 'Whom the film speaks to.' }),
    differentiator: z.string().trim().min(1).max(4000).meta({ description: 'Why they and not another.' }),
    tone: z.string().trim().min(1).max(200).default('friendly').meta({ description: 'How it is to sound.' }),
    language: languageSchema.default('en').meta({ description: 'That the film is to speak.' }),
    topic: z
      .string()
      .trim()
      .max(2000)
      .optional()
      .meta({ description: 'What this film is about, where it is not the business as a whole.' }),
  })
  .meta({ description: 'What an intake form tells of the business: what a script is written from.' });
export type Brief = z.infer<typeof briefSchema>;

/**
 * One spoken part of a film. The hook and the call to action are beats too, so that each has a voice take and a place
 * in time of its own. `scene` is the index in `script.scenes`, null for hook and call to action.
 */
export interface Beat {
  kind: 'hook' | 'scene' | 'cta';
  scene: number | null;
  narration: string;
  visual: string;
  onScreenText: string | undefined;
  durationSeconds: number | undefined;
}

/**
 * The beats of a script in film order, their texts without markup; an empty hook or call to action gives none.
 */
export function beatsOf(script: Script): Beat[] {
  const edge = (kind: 'hook' | 'cta', text: string): Beat[] => {
    const narration = plainText(text);
    return narration
      ? [{ kind, scene: null, narration, visual: '', onScreenText: undefined, durationSeconds: undefined }]
      : [];
  };
  const scenes = script.scenes.map((scene, index): Beat => ({
    kind: 'scene',
    scene: index,
    narration: plainText(scene.narration),
    visual: scene.visual,
    onScreenText: scene.on_screen_text === undefined ? undefined : plainText(scene.on_screen_text),
    durationSeconds: scene.duration_seconds,
  }));
  return [...edge('hook', script.hook), ...scenes, ...edge('cta', script.cta)];
}
