import { breakLines, phrasePenalty } from './break-lines.ts';
import { columnsOf } from './clean-text.ts';
import { joinWords, splitWords } from './split-words.ts';

function broken(text: string, maxWidth: number, maxLines: number): string[] | null {
  const words = splitWords(text, 'en');
  const sizes = breakLines({
    count: words.length,
    widthOf: (from, to) => columnsOf(joinWords(words.slice(from, to))),
    maxWidth,
    maxLines,
    penaltyAfter: (index) => phrasePenalty(words[index] ?? ''),
  });
  let at = 0;
  return sizes && sizes.map((size) => joinWords(words.slice(at, (at += size))));
}

describe('breakLines', () => {
  test('uses one line where one is enough', () => {
    expect(broken('Fresh bread every morning', 32, 2)).toEqual(['Fresh bread every morning']);
  });

  test('makes two lines even instead of filling the first', () => {
    expect(broken('Fresh bread baked every single morning', 32, 2)).toEqual([
      'Fresh bread baked',
      'every single morning',
    ]);
  });

  test('prefers a break at a comma to a slightly evener one', () => {
    expect(broken('When you wake up, it is already there', 30, 2)).toEqual([
      'When you wake up,',
      'it is already there',
    ]);
  });

  test('does not leave an article at the end of a line', () => {
    expect(broken('We deliver to the whole of Berlin today', 30, 2)?.[0]).not.toMatch(/\b(to|the|of)$/);
  });

  test('says so where the words do not fit', () => {
    expect(broken('one two three four five six seven eight', 10, 2)).toBeNull();
    expect(broken('unbreakable', 5, 3)).toBeNull();
  });
});
