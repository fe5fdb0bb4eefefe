import { safeArea } from './safe-area.ts';
import {
  canvasOf,
  caption,
  drawFlat,
  endCard,
  expectSafe,
  formats,
  none,
  positions,
  seenBounds,
  styles,
  title,
  trialOf,
} from '../test-support/sprite-stage.ts';

describe('safe areas', () => {
  test('vertical keeps the top 12 %, bottom 20 %, right 12 % and left 6 % free', () => {
    const { x, y, width, height } = safeArea(canvasOf('vertical'));
    expect([x / 1080, y / 1920, (x + width) / 1080, (y + height) / 1920].map((part) => part.toFixed(3))).toEqual([
      '0.060',
      '0.120',
      '0.880',
      '0.800',
    ]);
  });

  test.each(formats)('captions of every style and place stay inside in %s', async (format) => {
    const wide = ['WWWWWWWW WWWWW', 'MMMM MMMM gjpÄ'];
    for (const style of styles) {
      for (const position of positions) {
        expectSafe(
          await drawFlat(caption(wide, { style, position, active: 4 }), trialOf(format), none),
          trialOf(format),
        );
      }
    }
  });

  test.each(formats)('titles and end card stay inside in %s, however long their text', async (format) => {
    const long =
      'Everything you ever wanted to know about sourdough and never dared to ask your baker at five in the morning'.repeat(
        3,
      );
    for (const text of [long, 'W'.repeat(10_000), 'word '.repeat(2000)]) {
      expectSafe(await drawFlat(title(text), trialOf(format), none), trialOf(format));
      expectSafe(await drawFlat(title(text, 'on-screen'), trialOf(format), none), trialOf(format));
      expectSafe(await drawFlat(endCard({ name: text, text, url: text }), trialOf(format), none), trialOf(format));
    }
  });

  test.each(formats)('title, captions at the bottom and end card leave each other room in %s', async (format) => {
    const long = 'word '.repeat(300);
    const bottom = seenBounds(
      await drawFlat(caption(['Fresh bread', 'baked today'], { style: 'line' }), trialOf(format), none),
    );
    for (const above of [title(long), title(long, 'on-screen'), endCard({ name: long, text: long, url: long })]) {
      expect(seenBounds(await drawFlat(above, trialOf(format), none)).bottom).toBeLessThan(bottom.top);
    }
  });
});
