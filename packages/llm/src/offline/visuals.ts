import type { LabelKind } from './copy/copy.ts';
import { choose } from './choose.ts';
import { lowerFirst } from './fill-line.ts';
import type { Material, Said } from './read-brief.ts';

/** What a camera sees in each kind of scene, in English, since that is what painters read best. */
const shots: Record<LabelKind, string[]> = {
  need: [
    '{audience} in an everyday moment, pausing and looking up, soft morning light from a window, medium shot',
    '{audience} on an ordinary day, seen from the side, thoughtful face, natural light, shallow depth of field',
    '{audience} among many choices and unsure, seen from behind one shoulder, late afternoon light',
  ],
  offer: [
    '{offer}, at eye level in its real surroundings, shallow depth of field, inviting light from one side',
    '{offer}, seen from above with hands at work, careful arrangement, bright natural light',
    '{offer}, near and clear in the foreground, people softly out of focus behind, warm light',
  ],
  more: [
    '{more}, medium shot in the same place and light as before, a detail in the foreground out of focus',
    '{more}, seen from an angle above, generous space around it, soft daylight',
  ],
  edge: [
    'Hands at work, very near and concentrated, tools and materials of the trade: {offer}, light from one side',
    'Portrait of a person at work with a genuine smile, workplace in soft focus behind: {offer}',
    'One telling detail seen from very near, crisp texture, dark calm background: {offer}',
  ],
  topic: [
    '{topic}, one clear focal point, festive light, medium shot',
    '{topic}, seen wide with a person for scale, bright and fresh morning light',
  ],
  promise: [
    '{audience} relaxed and smiling, golden evening light, wide shot with open space above',
    '{audience} enjoying the moment together with others, candid, warm backlight',
    '{audience} seen from behind walking into warm light, calm, wide open view',
  ],
};

export function visualFor(kind: LabelKind, material: Material, seed: string): string {
  const offer = phraseOf(material.offer) ?? `the work of ${material.name}`;
  const words: Record<string, string> = {
    offer,
    audience: phraseOf(material.audience) ?? 'A person',
    more: phraseOf(material.more) ?? offer,
    topic: phraseOf(material.topic) ?? offer,
  };
  const line = choose(shots[kind], `${seed}/visual/${kind}`);
  const seen = line.replaceAll(/\{(\w+)\}/g, (_, slot: string) => words[slot] ?? '');
  return `${seen.charAt(0).toUpperCase()}${seen.slice(1)}`.slice(0, 1000);
}

function phraseOf(said: Said | null): string | undefined {
  return said?.text && lowerFirst(said.text);
}
