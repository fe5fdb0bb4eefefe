import type { Segment } from '../timeline.ts';
import { planLooks, rangesOf } from './plan-looks.ts';

const lengths = [100, 120, 90, 200];
const film = (keys: string[]) => {
  const used = lengths.slice(0, keys.length);
  const segments = keys.map((key, index) => {
    const startFrame = used.slice(0, index).reduce((sum, frames) => sum + frames, 0);
    return { key, startFrame, frames: used[index] } as Segment;
  });
  return { segments, frames: used.reduce((sum, frames) => sum + frames, 0) };
};

describe('planLooks', () => {
  test('looks at each segment and at a second on either side of each join', () => {
    expect(planLooks(film(['a', 'b', 'c']))).toEqual([
      { key: 'a', from: 0, to: 100 },
      { key: 'b', from: 100, to: 220 },
      { key: 'c', from: 220, to: 310 },
      { key: 'a then b', from: 70, to: 130 },
      { key: 'b then c', from: 190, to: 250 },
    ]);
  });

  test('changes the looks at one changed segment and its two joins alone', () => {
    const known = new Set(planLooks(film(['a', 'b', 'c', 'd'])).map(({ key }) => key));
    const fresh = planLooks(film(['a', 'x', 'c', 'd'])).filter(({ key }) => !known.has(key));
    expect(fresh.map(({ key }) => key)).toEqual(['x', 'a then x', 'x then c']);
    expect(rangesOf(fresh)).toEqual([{ from: 70, to: 250 }]);
  });

  test('takes two looks far apart as two ranges, and all of them as the whole film', () => {
    const looks = planLooks(film(['a', 'b', 'c', 'd']));
    expect(rangesOf(looks)).toEqual([{ from: 0, to: 510 }]);
    expect(rangesOf(looks.filter(({ key }) => key === 'a' || key === 'd'))).toEqual([
      { from: 0, to: 100 },
      { from: 310, to: 510 },
    ]);
    expect(rangesOf([])).toEqual([]);
  });
});
