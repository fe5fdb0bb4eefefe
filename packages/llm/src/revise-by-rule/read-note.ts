import type { Script } from '@bom/domain';
import type { Edit, EditAction } from './edit.ts';
import { readWish } from './read-wish.ts';
import { splitNote, unmask } from './split-note.ts';

const ordinals: [RegExp, number][] = [
  [/first|eerste|erste[nrs]?/u, 1],
  [/second|tweede|zweite[nrs]?/u, 2],
  [/third|derde|dritte[nrs]?/u, 3],
  [/fourth|vierde|vierte[nrs]?/u, 4],
  [/fifth|vijfde|fünfte[nrs]?/u, 5],
  [/sixth|zesde|sechste[nrs]?/u, 6],
  [/seventh|zevende|siebte[nrs]?/u, 7],
  [/eighth|achtste|achte[nrs]?/u, 8],
];

/** Longer ones, quotations not counted, are beyond what a rule could cover; so are notes of more wishes. */
const longestWish = 300;
const mostWishes = 60;

/** What a note asks for, wish by wish, and the wishes that no rule covers, in the client's words. */
export function readNote(
  note: string,
  { scene, script }: { scene: number | null; script: Script },
): { edits: Edit[]; unclear: string[] } {
  const { wishes, quoted } = splitNote(note);
  const edits: Edit[] = [];
  const unclear: string[] = [];
  for (const [index, wish] of wishes.entries()) {
    const said = withoutStops(unmask(wish, quoted));
    const isReadable = wish.length <= longestWish && index < mostWishes;
    const action = isReadable ? readWish(plainWish(wish, scene, script.scenes.length), scene) : undefined;
    if (action) edits.push({ said, ...unquote(action, quoted) });
    else unclear.push(said);
  }
  return { edits, unclear };
}

function withoutStops(text: string): string {
  let end = text.length;
  while (end > 0 && '.!?'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Courtesies gone; every way to name a scene becomes `scene N`, counted from 1. */
function plainWish(wish: string, scene: number | null, sceneCount: number): string {
  let plain = wish
    .normalize('NFC')
    .replace(/[\s.!?]+$/u, '')
    .replace(
      /^(?:(?:please|kindly|can you|could you|would you|i(?:’|')?d like (?:you )?to|we(?:’|')?d like (?:you )?to|let(?:’|')s|kun je|kan je|kunnen jullie|graag|wil je|bitte|kannst du|könnt ihr|können sie|also|ook|auch)[,:]?\s+)+/iu,
      '',
    )
    .replace(/[,\s]+(?:please|alsjeblieft|alstublieft|aub|a\.u\.b|bitte|graag|thanks|danke|bedankt)$/iu, '')
    .replaceAll(/\b(?:scènes?|scenes?|szenen?)(?!\p{L})/giu, 'scene')
    .replaceAll(/scene\s*(?:nr\.?|no\.?|number|nummer|#)\s*#?(?=\d)/giu, 'scene ');
  for (const [pattern, number] of [...ordinals, [/last|final|laatste|letzte[nrs]?/u, sceneCount] as const])
    plain = plain.replaceAll(
      new RegExp(`(?:\\b(?:the|de|die|der|den|das)\\s+)?(?<!\\p{L})(?:${pattern.source})\\s+scene\\b`, 'giu'),
      `scene ${number}`,
    );
  plain = plain.replaceAll(/\b(?:the|de|die|der|den)\s+scene (?=\d)/giu, 'scene ');
  if (scene === null) return plain;
  return plain.replaceAll(
    /\b(?:this|that|deze|die|diese[rnms]?)\s+scene\b(?!\s*\d)|\bscene\b(?!\s*\d)/giu,
    `scene ${scene + 1}`,
  );
}

function unquote(action: EditAction, quoted: readonly string[]): EditAction {
  const plain = (text: string): string => unmask(text, quoted, '').trim();
  if (action.kind === 'replace') return { ...action, find: plain(action.find), by: plain(action.by) };
  return action.kind === 'set' ? { ...action, text: plain(action.text) } : action;
}
