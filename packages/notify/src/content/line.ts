import { cleanLine } from './clean-text.ts';

/** A sentence: our words, and others' values, which each output escapes in its own way. */
export type Line = { kind: 'fixed' | 'value'; text: string }[];

/** Tag for sentences: say`Hello ${name}`. What is put in is cleaned here and escaped where it is written. */
export function say(fixed: TemplateStringsArray, ...values: (string | number)[]): Line {
  return fixed.flatMap((text, index): Line => {
    const value = values[index];
    const own: Line = text ? [{ kind: 'fixed', text }] : [];
    return value === undefined ? own : [...own, { kind: 'value', text: cleanLine(String(value)) }];
  });
}

/** The line's words as they are, for subjects and plain text. */
export function plainLine(line: Line): string {
  return line.map(({ text }) => text).join('');
}
