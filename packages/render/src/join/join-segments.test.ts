import type { Timeline } from '../timeline.ts';
import { joinList } from './join-segments.ts';

test('the list says each part’s length in microseconds that never drift from the film’s', () => {
  const segments = Array.from({ length: 60 }, (_, index) => ({ startFrame: index * 130, frames: 130 }));
  const list = joinList(
    segments.map((_, index) => `${index}.mp4`),
    { segments, canvas: { fps: 30 } } as Timeline,
  );
  const [header, file, duration] = list.split('\n');
  expect([header, file, duration]).toEqual(['ffconcat version 1.0', 'file 0.mp4', 'duration 4.333333']);
  const total = [...list.matchAll(/duration (\S+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
  expect(total).toBeCloseTo((60 * 130) / 30, 6);
});
