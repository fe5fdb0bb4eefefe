export interface Slots {
  name?: string | undefined;
  audience?: string | undefined;
  offer?: string | undefined;
  edge?: string | undefined;
  more?: string | undefined;
  topic?: string | undefined;
  statement?: string | undefined;
  url?: string | undefined;
}

const slotPattern = /\{(\p{L}+)\}([.!?,]?)/gu;

export function slotsOf(line: string): (keyof Slots)[] {
  return [...line.matchAll(slotPattern)].map(([, slot = '']) => slot.toLowerCase() as keyof Slots);
}

/** A line with its slots filled, in one pass, so that braces in a client's words stay what they are. */
export function fillLine(line: string, slots: Slots, lowersFirst: boolean): string {
  const filled = line.replaceAll(slotPattern, (_, slot: string, stop: string) => {
    const key = slot.toLowerCase() as keyof Slots;
    const text = slots[key] ?? '';
    const cased =
      slot !== slot.toLowerCase() ? upperFirst(text) : key === 'name' || key === 'url' ? text : inside(text);
    return /[.!?…]$/.test(cased) && /[.!?]/.test(stop) ? cased : `${cased}${stop}`;
  });
  return filled.replaceAll(/[^\S\u00a0]+/g, ' ').trim();

  function inside(text: string): string {
    return lowersFirst ? lowerFirst(text) : text;
  }
}

export function upperFirst(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

const alwaysCapital =
  /^(?:I|I’[a-z]+|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|April|June|July|August|September|October|November|December|English|Dutch|German|French|Spanish|Italian|Portuguese|Belgian|European|American|British|Japanese|Greek|Turkish|Indian|Chinese|Thai|Amsterdam|Rotterdam|Utrecht|London|Berlin|Paris|Madrid|Rome|Lisbon|Christmas|Easter)$/u;

/** The first letter small, unless the word looks like a name: two capitals, a digit, or a capital on the next word too. */
export function lowerFirst(text: string): string {
  const [first = '', second = ''] = text.split(' ');
  const bare = first.replaceAll(/[^\p{L}\p{N}’]/gu, '');
  const rest = bare.slice(1);
  const nameLike = /[\p{Lu}\p{N}]/u.test(rest) || alwaysCapital.test(bare) || /^\p{Lu}\p{Ll}/u.test(second);
  return nameLike || bare.length < 2 ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
