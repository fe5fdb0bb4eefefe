import type { Segment, Timeline } from '../timeline.ts';
import type { FrameFacts } from './frame-log.ts';
import { judgeFrames } from './judge-frames.ts';

const moving: FrameFacts = { black: 0.05, mean: 110, spread: 40, change: 0.6, changeOverSecond: 6 };
const black: FrameFacts = { black: 1, mean: 16, spread: 0, change: 0, changeOverSecond: 0 };

function timelineOf(fields: Partial<Segment> = {}): Timeline {
  const view = { x: 0, y: 0, width: 1, height: 1 };
  const segment = (index: number): Segment => ({
    key: String(index),
    index,
    startFrame: index * 90,
    kind: 'scene',
    scene: index,
    frames: 90,
    canvas: { width: 1080, height: 1920, fps: 30 },
    backdrop: {
      kind: 'still',
      media: { sha256: 'a', kind: 'image' },
      path: { preset: 'zoom-in', from: view, to: { x: 0.1, y: 0.1, width: 0.8, height: 0.8 }, easing: 'linear' },
    },
    overlays: [],
    profile: 'standard',
  });
  return {
    profile: 'standard',
    frames: 180,
    canvas: { width: 1080, height: 1920, fps: 30 },
    segments: [segment(0), { ...segment(1), ...fields }],
  } as Timeline;
}

/** 180 moving frames, some of them replaced. */
function film(replaced: Record<number, Partial<FrameFacts>>): FrameFacts[] {
  return Array.from({ length: 180 }, (_, frame) => ({ ...moving, ...replaced[frame] }));
}
const range = (from: number, to: number, fact: Partial<FrameFacts>) =>
  Object.fromEntries(Array.from({ length: to - from }, (_, index) => [from + index, fact]));
const codes = (facts: FrameFacts[], timeline = timelineOf()) =>
  judgeFrames(facts, timeline).map((failure) => failure.code);

describe('judgeFrames', () => {
  test('finds nothing wrong with moving pictures', () => {
    expect(codes(film({}))).toEqual([]);
  });

  test('tells a black second with its scene and time', () => {
    expect(judgeFrames(film(range(120, 150, black)), timelineOf())).toContainEqual(
      expect.objectContaining({ code: 'black_stretch', scene: 1, atSeconds: 4 }),
    );
    expect(codes(film(range(120, 149, black)))).not.toContain('black_stretch');
  });

  test('allows a dark card with text on it, but not an empty one', () => {
    const card = timelineOf({
      backdrop: {
        kind: 'card',
        colors: { primary: '#000000', secondary: '#000000', accent: '#000000', text: '#FFFFFF' },
        variant: 0,
      },
    });
    expect(codes(film(range(100, 170, { ...black, spread: 12, change: 0.4 })), card)).toEqual([]);
    expect(codes(film(range(100, 170, black)), card)).toContain('black_stretch');
  });

  test('allows a picture that is dark itself, and its joins', () => {
    const night = timelineOf();
    const { backdrop } = night.segments[1]!;
    Object.assign(night.segments[1]!, { backdrop: { ...backdrop, media: { sha256: 'b', kind: 'image', dark: true } } });
    const dark = { ...black, spread: 12, change: 0.4, changeOverSecond: 3 };
    expect(codes(film(range(90, 180, dark)), night)).toEqual([]);
    expect(codes(film(range(90, 180, dark)), timelineOf())).toEqual(['black_stretch', 'black_frame']);
    expect(codes(film(range(90, 180, black)), night)).toContain('black_stretch');
    const before = { ...night, segments: [{ ...night.segments[1]!, startFrame: 0 }, timelineOf().segments[1]!] };
    expect(codes(film(range(0, 90, dark)), before)).toEqual([]);
  });

  test('finds a black frame at a join unless it is a dip', () => {
    const dip = timelineOf({
      transition: {
        kind: 'dip',
        frames: 12,
        color: '#000000',
        from: timelineOf().segments[0]!.backdrop,
        fromFrame: 90,
        fromFrames: 90,
      },
    });
    expect(codes(film({ 90: { black: 1 } }))).toEqual(['black_frame']);
    expect(codes(film({ 91: { black: 1 } }), dip)).toEqual([]);
  });

  test('finds a frame shown twice at a join while its neighbours move', () => {
    expect(codes(film({ 90: { change: 0 } }))).toEqual(['duplicate_frame']);
    expect(codes(film(range(88, 93, { change: 0 })))).toEqual([]);
    expect(codes(film({ 40: { change: 0 } }))).toEqual([]);
  });

  test('lets a draft repeat a frame at a join: its encoder saves bits so', () => {
    expect(codes(film({ 90: { change: 0 } }), { ...timelineOf(), profile: 'draft' })).toEqual([]);
  });

  test('allows equal frames where a path comes to rest', () => {
    const soft = timelineOf();
    for (const { backdrop } of soft.segments) if (backdrop.kind === 'still') backdrop.path.easing = 'smooth';
    expect(codes(film({ 89: { change: 0 } }), soft)).toEqual([]);
    expect(codes(film({ 89: { change: 0 } }))).toEqual(['duplicate_frame']);
  });

  test('finds a picture that stands still where its path moves', () => {
    expect(codes(film(range(130, 160, { changeOverSecond: 0.01 })))).toEqual(['frozen_stretch']);
    expect(codes(film(range(130, 160, { changeOverSecond: 0.01, spread: 1 })))).toEqual([]);
  });
});
