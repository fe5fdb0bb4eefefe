import * as fc from 'fast-check';
import { setText, type TextBlock, type TextRequest, wordsOf } from './set-text.ts';

const request = (words: string[], options: Partial<TextRequest> = {}): TextRequest => ({
  lines: [words],
  rewrap: true,
  rtl: false,
  families: '"Inter"',
  lang: 'en',
  weight: 800,
  size: 90,
  minSize: 40,
  maxWidth: 800,
  maxHeight: 400,
  maxLines: 4,
  ...options,
});

const textOf = (block: TextBlock) => block.lines.map((line) => line.words.map((word) => word.text).join(' '));

describe('setText', () => {
  test('keeps the wanted size where the text fits', () => {
    const block = setText(request(['Fresh', 'bread']));
    expect(block.size).toBe(90);
    expect(textOf(block)).toEqual(['Fresh bread']);
  });

  test('balances lines and centres them', () => {
    const block = setText(request('Fresh bread baked every morning'.split(' '), { maxWidth: 900 }));
    const [first, second] = block.lines;
    expect(block.lines).toHaveLength(2);
    expect(Math.abs((first?.x ?? 0) + (first?.width ?? 0) / 2 - block.width / 2)).toBeLessThan(0.01);
    expect(Math.abs((second?.x ?? 0) + (second?.width ?? 0) / 2 - block.width / 2)).toBeLessThan(0.01);
  });

  test('keeps given lines by shrinking a little, and breaks them anew where much would be needed', () => {
    const kept = setText(
      request([], {
        lines: [
          ['Fresh', 'bread', 'every', 'day'],
          ['for', 'you'],
        ],
        rewrap: false,
      }),
    );
    expect(textOf(kept)).toEqual(['Fresh bread every day', 'for you']);
    expect(kept.size).toBeLessThan(90);
    const lines = ['Fresh bread baked every morning before you wake up'.split(' ')];
    expect(setText(request([], { lines, rewrap: false })).lines.length).toBeGreaterThan(1);
  });

  test('cuts what never fits with an ellipsis at the least size', () => {
    const block = setText(request('word '.repeat(2000).trim().split(' ')));
    expect(block.size).toBe(40);
    expect(textOf(block).at(-1)).toMatch(/…$/);
  });

  test('cuts a word wider than a line between its characters, with hyphens', () => {
    const block = setText(
      request(['Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft']),
    );
    expect(block.lines.length).toBeGreaterThan(1);
    expect(wordsOf(block).every((word) => word.word === 0)).toBe(true);
    const parts = wordsOf(block).map((word) => word.text);
    expect(parts.slice(0, -1).every((part) => part.endsWith('-'))).toBe(true);
    expect(parts.map((part) => part.replace(/-$/, '')).join('')).toMatch(/^Donaudampf.*gesellschaft$/);
  });

  test('never leaves its box, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 25 }),
        (words) => {
          const block = setText(request(words));
          expect(block.width).toBeLessThanOrEqual(800.01);
          expect(block.height).toBeLessThanOrEqual(400.01);
        },
      ),
      { numRuns: 40 },
    );
  });
});
