import { defaultBrandColors } from '@bom/domain';
import type { OverlayEvent, Segment, Timeline } from '../timeline.ts';
import { posterFrame } from './make-poster.ts';

const look = { rtl: false, font: 'Inter', colors: defaultBrandColors };
const caption = (fromFrame: number, toFrame: number, text: string): OverlayEvent => ({
  fromFrame,
  toFrame,
  fadeInFrames: 2,
  fadeOutFrames: 0,
  sprite: {
    kind: 'caption',
    lines: [{ words: text.split(' ').map((word) => ({ text: word, state: 'before' })) }],
    style: 'karaoke',
    position: 'middle',
    ...look,
  },
});
const title = (fromFrame: number, toFrame: number): OverlayEvent => ({
  fromFrame,
  toFrame,
  fadeInFrames: 0,
  fadeOutFrames: 4,
  sprite: { kind: 'title', text: 'Fresh bread', role: 'hook', ...look },
});
const timelineOf = (...overlays: OverlayEvent[]): Timeline => {
  const segment = { startFrame: 0, frames: 90, overlays } as unknown as Segment;
  return { segments: [segment, { ...segment, startFrame: 90 }] } as unknown as Timeline;
};

describe('posterFrame', () => {
  test('takes the hook while its title stands', () => {
    expect(posterFrame(timelineOf(caption(0, 40, 'a b c'), title(0, 64)))).toBe(30);
  });

  test('takes the caption with the most words where there is no title', () => {
    expect(posterFrame(timelineOf(caption(5, 20, 'Still buying'), caption(20, 50, 'bread of yesterday')))).toBe(36);
  });

  test('takes the picture once it has settled where nothing is written', () => {
    expect(posterFrame(timelineOf())).toBe(36);
  });
});
