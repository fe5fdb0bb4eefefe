import { beatsOf } from '@bom/domain';
import { composePrompt, negativePrompt, paletteOf } from '../compose-prompt.ts';
import type { Shot, ShotsInput } from '../types.ts';
import { toneOf } from './tone-of.ts';
import type { Tone } from './copy/copy.ts';

/** One look for all pictures of a film, by tone. */
const looks: Record<Tone, string> = {
  friendly: 'Candid photograph, 35 mm lens, soft natural daylight, warm and honest, lived-in surroundings',
  professional: 'Clean editorial photograph, 50 mm lens, even daylight, uncluttered, precise and calm',
  bold: 'Striking photograph, wide lens close to the subject, hard light and deep shadows, strong contrast',
  playful: 'Bright photograph, saturated colours, sunny light, lively gestures, a touch of surprise',
  luxury: 'Refined photograph, 85 mm lens, low warm light, dark rich background, generous empty space',
};

/** Prompts from the script's own visuals; the hook looks at the first scene's from nearer by. */
export function describeOfflineShots({ script, brief, brandKit, brandName }: ShotsInput): Shot[] {
  const look = looks[toneOf(brandKit.tone || brief?.tone || '')];
  const palette = paletteOf(brandKit);
  const firstVisual = script.scenes.find(({ visual }) => visual)?.visual;
  return beatsOf(script)
    .filter((beat) => beat.kind !== 'cta')
    .map((beat): Shot => {
      const isHook = beat.kind === 'hook';
      const seen = isHook
        ? `Extreme close-up from an unusual low angle, an unfinished movement that makes curious: ${firstVisual ?? beat.narration}`
        : beat.visual || `A moment from the work of ${brandName} that shows this: ${beat.narration}`;
      const prompt = composePrompt({ subject: seen.slice(0, 1200), look, palette });
      return { kind: isHook ? 'hook' : 'scene', scene: beat.scene, prompt, negative: negativePrompt };
    });
}
