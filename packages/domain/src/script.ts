import { z } from 'zod';
import { plainText } from './plain-text.ts';

/** Lower-case BCP 47 primary language with an optional region: `en`, `nl`, `pt-br`. Accepts `EN`. */
export const languageSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})?$/, 'must be a language code such as "en" or "pt-br"');

export const sceneSchema = z.strictObject({
  narration: z.string().trim().min(1).max(1200),
  visual: z.string().trim().max(2000).default(''),
  on_screen_text: z.string().trim().max(200).optional(),
  duration_seconds: z.number().min(0.5).max(120).optional(),
  image_url: z.string().max(2048).optional(),
});
export type ScriptScene = z.infer<typeof sceneSchema>;

/** The script of a film, in wire form; it is stored and sent exactly so. */
export const scriptSchema = z.strictObject({
  title: z.string().trim().max(200).optional(),
  language: languageSchema.optional(),
  hook: z.string().trim().max(600),
  scenes: z.array(sceneSchema).min(1).max(40),
  cta: z.string().trim().max(600),
});
export type Script = z.infer<typeof scriptSchema>;

/** What an intake form tells us of the business, in wire form. */
export const briefSchema = z.strictObject({
  business_name: z.string().trim().min(1).max(200),
  what_they_sell: z.string().trim().min(1).max(4000),
  target_customer: z.string().trim().min(1).max(4000),
  differentiator: z.string().trim().min(1).max(4000),
  tone: z.string().trim().min(1).max(200).default('friendly'),
  language: languageSchema.default('en'),
  topic: z.string().trim().max(2000).optional(),
});
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
