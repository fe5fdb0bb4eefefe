import { createHash } from 'node:crypto';
import type { Sprite } from '../sprite.ts';
import {
  canvasOf,
  caption,
  drawFlat,
  endCard,
  none,
  seenBounds,
  title,
  trialOf,
} from '../test-support/sprite-stage.ts';

const hashOf = (sprite: Sprite) => createHash('sha256').update(sprite.rgba).digest('hex');

describe('captions', () => {
  test('words stand still while the light moves over them', async () => {
    const lines = ['Fresh bread', 'baked every day'];
    for (const options of [{ style: 'karaoke' }, { style: 'word' }] as const) {
      const last = await drawFlat(caption(lines, { ...options, active: 5 }), canvasOf('vertical'), none);
      const first = await drawFlat(caption(lines, { ...options, active: 4 }), canvasOf('vertical'), none);
      // "Fresh" is drawn alike in both: same pixels at the same place of the frame.
      expect(regionOf(first, last)).toEqual(regionOf(last, last));
    }
  });

  function regionOf(sprite: Sprite, reference: Sprite): number[] {
    const region: number[] = [];
    const bounds = seenBounds(reference);
    for (let y = bounds.top + 20; y < bounds.top + 90; y += 3) {
      for (let x = bounds.left + 20; x < bounds.left + 160; x += 3) {
        region.push(...sprite.rgba.subarray(((y - sprite.y) * sprite.width + x - sprite.x) * 4).subarray(0, 4));
      }
    }
    return region;
  }

  test('the lit word of a right-to-left line stands where it is read', async () => {
    const lines = ['خبز طازج كل صباح'];
    const right = pillCentre(await drawFlat(caption(lines, { rtl: true, active: 0 }), canvasOf('square'), none));
    const middle = pillCentre(await drawFlat(caption(lines, { rtl: true, active: 1 }), canvasOf('square'), none));
    const left = pillCentre(await drawFlat(caption(lines, { rtl: true, active: 3 }), canvasOf('square'), none));
    expect(right).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(left);
    expect(right).toBeGreaterThan(540);
    expect(left).toBeLessThan(540);
  });

  function pillCentre({ x, width, rgba }: Sprite): number {
    let [sum, count] = [0, 0];
    for (let at = 0; at < rgba.length / 4; at++) {
      if (rgba[at * 4] !== 0xf5 || rgba[at * 4 + 1] !== 0x9e || rgba[at * 4 + 2] !== 0x0b) continue;
      sum += x + (at % width);
      count++;
    }
    expect(count).toBeGreaterThan(500);
    return sum / count;
  }

  test('a word that is not yet spoken is not shown in word style', async () => {
    const all = await drawFlat(caption(['One two'], { style: 'word', active: 1 }), canvasOf('square'), none);
    const first = await drawFlat(caption(['One two'], { style: 'word', active: 0 }), canvasOf('square'), none);
    expect(seenBounds(first).left).toBe(seenBounds(all).left);
    expect(seenBounds(first).right).toBeLessThan(seenBounds(all).right - 150);
  });

  test('emoji are drawn in colour', async () => {
    const { rgba } = await drawFlat(caption(['🍎'], { active: -1 }), canvasOf('square'), none);
    let red = 0;
    for (let at = 0; at < rgba.length; at += 4)
      if ((rgba[at] ?? 0) > 180 && (rgba[at + 1] ?? 0) < 90 && (rgba[at + 3] ?? 0) > 200) red++;
    expect(red).toBeGreaterThan(200);
  });

  test('a letter that no font has is refused by name, a symbol is left out', async () => {
    const canvas = canvasOf('square');
    await expect(drawFlat(caption(['abc \u{16D40}\u{16D41}']), canvas, none)).rejects.toMatchObject({
      code: 'glyphs_missing',
    });
    const plain = await drawFlat(caption(['abc']), canvas, none);
    expect(hashOf(await drawFlat(caption(['abc\u{1FFFD}']), canvas, none))).toBe(hashOf(plain));
    await expect(drawFlat(caption(['\u202E\u0007']), canvas, none)).rejects.toMatchObject({ code: 'text_empty' });
    await expect(drawFlat(title(' \n '), canvas, none)).rejects.toMatchObject({ code: 'text_empty' });
  });

  test('the same spec gives the same bytes, at any size of frame', async () => {
    const specs = [caption(['Größe für 👩‍👩‍👧'], { active: 2 }), title("100% {of} \\N it's: free"), endCard()];
    for (const canvas of [trialOf('vertical'), trialOf('square'), { width: 64, height: 64, fps: 30 }]) {
      for (const spec of specs) {
        const [once, again] = [await drawFlat(spec, canvas, none), await drawFlat(spec, canvas, none)];
        expect({ ...again, rgba: hashOf(again) }).toEqual({ ...once, rgba: hashOf(once) });
      }
    }
  });
});
