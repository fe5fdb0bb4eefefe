import { defaultBrandColors } from '@bom/domain';
import { planTimeline } from './plan-timeline.ts';
import type { FilmRequest, FilmScene, MediaRef, Narration } from '../timeline.ts';

const digest = (name: string) => Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64);
const still = (name: string): MediaRef => ({ sha256: digest(name), kind: 'image', width: 1512, height: 2688 });
const take = (name: string, durationMs: number): Narration => ({
  media: { sha256: digest(name), kind: 'audio', durationMs },
  fromMs: 0,
  toMs: durationMs,
  words: [
    { text: 'Fresh', startMs: 0, endMs: 300 },
    { text: 'bread', startMs: 320, endMs: 700 },
  ],
});
const scene = (name: string, fields: Partial<FilmScene> = {}): FilmScene => ({
  kind: 'scene',
  scene: 0,
  text: 'Fresh bread',
  narration: take(`voice ${name}`, 2345),
  picture: still(name),
  ...fields,
});
const film = (fields: Partial<FilmRequest> = {}): FilmRequest => ({
  format: 'vertical',
  language: 'en',
  scenes: [
    scene('a', { kind: 'hook', scene: null }),
    scene('b'),
    scene('c', { scene: 1 }),
    scene('d', { scene: 2 }),
    scene('end', { kind: 'cta', scene: null }),
  ],
  look: {
    name: 'Bakery',
    colors: defaultBrandColors,
    watermark: { position: 'top-right', opacity: 0.8 },
    cta: {},
  },
  captions: { style: 'karaoke', position: 'bottom' },
  profile: 'standard',
  ...fields,
});
const keysOf = (request: FilmRequest) => planTimeline(request).segments.map((segment) => segment.key);

describe('planTimeline', () => {
  test('puts scenes on whole frames whose sum is the film, and cuts sound to it', () => {
    const timeline = planTimeline(film());
    let next = 0;
    for (const segment of timeline.segments) {
      expect(Number.isInteger(segment.frames)).toBe(true);
      expect(segment.startFrame).toBe(next);
      next += segment.frames;
    }
    expect(timeline.frames).toBe(next);
    expect(timeline.durationMs).toBeCloseTo((next * 1000) / 30, 6);
    expect(timeline.audio.samples).toBe(next * 1600);
  });

  test('gives a scene its narration with lead-in and tail, and starts the voice exactly there', () => {
    const { segments, audio } = planTimeline(film());
    expect(segments[0]?.frames).toBe(Math.ceil(((150 + 2345 + 350) * 30) / 1000));
    audio.narration.forEach((stretch, index) => {
      expect(stretch.atSample).toBe((segments[index]?.startFrame ?? 0) * 1600 + 7200);
    });
  });

  test('gives the same timeline for the same request', () => {
    expect(planTimeline(film())).toEqual(planTimeline(film()));
  });

  test('puts the hook first and the end card last however they come', () => {
    const { scenes } = film();
    const kinds = planTimeline(film({ scenes: scenes.toReversed() })).segments.map((segment) => segment.kind);
    expect(kinds[0]).toBe('hook');
    expect(kinds.at(-1)).toBe('cta');
  });

  test('adds an end card where only the brand has a call to action', () => {
    const request = film({ scenes: [scene('a')] });
    const withCta = { ...request, look: { ...request.look, cta: { url: 'bakery.example' } } };
    expect(planTimeline(request).segments).toHaveLength(1);
    expect(planTimeline(withCta).segments.map((segment) => segment.kind)).toEqual(['scene', 'cta']);
  });

  test('holds a scene as long as asked where the voice is shorter', () => {
    const timeline = planTimeline(film({ scenes: [scene('a', { minDurationMs: 5000 })] }));
    expect(timeline.frames).toBe(150);
  });

  test('runs neighbouring stretches of one recording on without a gap or a cut', () => {
    const media: MediaRef = { sha256: digest('long'), kind: 'audio', durationMs: 9000 };
    const stretch = (fromMs: number, toMs: number): Narration => ({ media, fromMs, toMs, words: [] });
    const scenes = [
      scene('a', { narration: stretch(0, 3011) }),
      scene('b', { narration: stretch(3011, 6007) }),
      scene('c', { narration: stretch(6007, 9000) }),
    ];
    const { audio, segments, frames } = planTimeline(film({ scenes }));
    expect(audio.narration).toEqual([{ media, fromMs: 0, toMs: 9000, atSample: 7200 }]);
    expect(frames).toBe(Math.ceil(((150 + 9000 + 350) * 30) / 1000));
    expect(segments[1]?.startFrame).toBe(Math.round((150 + 3011) * 0.03));
  });

  test('lets neighbouring joins differ, whatever the order of pictures', () => {
    for (let rotation = 0; rotation < 24; rotation++) {
      const scenes = Array.from({ length: 24 }, (_, index) => scene(`p${(index * 7 + rotation) % 24}`));
      const kinds = planTimeline(film({ scenes })).segments.map((segment) => segment.transition?.kind ?? 'cut');
      kinds.slice(2).forEach((kind, index) => expect(kind).not.toBe(kinds[index + 1]));
    }
  });

  test('plans whooshes under joins that move, unless they are not wanted', () => {
    const moving = film({ transition: 'push' });
    const timeline = planTimeline(moving);
    expect(timeline.audio.whooshes).toEqual(timeline.segments.slice(1).map((segment) => segment.startFrame * 1600));
    expect(planTimeline({ ...moving, whooshes: false }).audio.whooshes).toEqual([]);
    expect(planTimeline(film({ transition: 'crossfade' })).audio.whooshes).toEqual([]);
  });

  test('keeps every key when only music changes', () => {
    const music: MediaRef = { sha256: digest('music'), kind: 'audio', durationMs: 60_000 };
    expect(keysOf(film({ music }))).toEqual(keysOf(film()));
    expect(planTimeline(film({ music })).audio.key).not.toBe(planTimeline(film()).audio.key);
  });

  test('keeps the keys of all scenes beyond the joins that a new scene makes', () => {
    const names = Array.from({ length: 12 }, (_, index) => `picture ${index}`);
    const before = keysOf(film({ scenes: names.map((name) => scene(name)) }));
    const after = keysOf(film({ scenes: names.toSpliced(5, 0, 'new').map((name) => scene(name)) }));
    expect(after.slice(0, 5)).toEqual(before.slice(0, 5));
    const kept = before.slice(5).filter((key) => after.includes(key));
    expect(kept.length).toBeGreaterThanOrEqual(before.length - 5 - 3);
  });

  test('names the encoder in the film and in the keys of its segments; x264 goes without saying', () => {
    const hardware = film({ encoder: 'h264_nvenc' });
    const timeline = planTimeline(hardware);
    expect(timeline.encoder).toBe('h264_nvenc');
    expect(timeline.segments.every((segment) => segment.encoder === 'h264_nvenc')).toBe(true);
    expect(keysOf(hardware).filter((key) => keysOf(film()).includes(key))).toEqual([]);
    expect(keysOf(film({ encoder: 'libx264' }))).toEqual(keysOf(film()));
  });

  test('leaves place, scene number and absolute time out of a key', () => {
    const alone = keysOf(film({ scenes: [scene('a'), scene('b')], transition: 'cut' }));
    const later = keysOf(
      film({ scenes: [scene('z'), scene('a', { scene: 7 }), scene('b', { scene: 8 })], transition: 'cut' }),
    );
    expect(later.slice(1)).toEqual(alone);
  });

  test('changes keys with profile, size, picture and length', () => {
    const base = keysOf(film());
    for (const other of [
      film({ profile: 'master' }),
      film({ format: 'square' }),
      film({ size: { width: 216, height: 384 } }),
    ]) {
      expect(keysOf(other).filter((key) => base.includes(key))).toEqual([]);
    }
    const longer = film().scenes.with(1, scene('b', { minDurationMs: 8000 }));
    expect(keysOf(film({ scenes: longer }))[1]).not.toBe(base[1]);
  });

  test('plans the same sound for every format', () => {
    const keys = (['vertical', 'square', 'horizontal'] as const).map(
      (format) => planTimeline(film({ format })).audio.key,
    );
    expect(new Set(keys).size).toBe(1);
  });

  test.each([
    ['no_scenes', film({ scenes: [] })],
    ['film_too_long', film({ scenes: [scene('a', { minDurationMs: 600_001 })] })],
    ['narration_empty', film({ scenes: [scene('a', { narration: { ...take('v', 1000), toMs: 0 } })] })],
    ['picture_size_unknown', film({ scenes: [scene('a', { picture: { sha256: digest('a'), kind: 'image' } })] })],
    ['picture_is_audio', film({ scenes: [scene('a', { picture: { sha256: digest('a'), kind: 'audio' } })] })],
    ['bad_duration', film({ scenes: [scene('a', { minDurationMs: Number.NaN })] })],
    ['text_too_long', film({ scenes: [scene('a', { text: 'a '.repeat(5000) })] })],
    ['bad_size', film({ size: { width: 333, height: 600 } })],
    [
      'bad_word_times',
      film({
        scenes: [scene('a', { narration: { ...take('v', 1000), words: [{ text: 'x', startMs: -5, endMs: 1 }] } })],
      }),
    ],
  ])('refuses a bad request with %s', (code, request) => {
    expect(() => planTimeline(request)).toThrow(expect.objectContaining({ code, retriable: false }));
  });

  test('puts overlapping word times in order and says so', () => {
    const words = [
      { text: 'Fresh', startMs: 0, endMs: 500 },
      { text: 'bread', startMs: 400, endMs: 9000 },
    ];
    const timeline = planTimeline(
      film({ scenes: [scene('a', { scene: 3, narration: { ...take('v', 1000), words } })] }),
    );
    expect(timeline.warnings).toContainEqual(expect.objectContaining({ code: 'word_times_repaired', scene: 3 }));
  });

  test('times captions by estimate where word times run backwards', () => {
    const words = [
      { text: 'Fresh', startMs: 2000, endMs: 2200 },
      { text: 'bread', startMs: 100, endMs: 300 },
    ];
    const scenes = ['a', 'b'].map((name) => scene(name, { narration: { ...take(name, 2345), words } }));
    const codes = planTimeline(film({ scenes })).warnings.map((warning) => warning.code);
    expect(codes.filter((code) => code === 'estimated_captions')).toHaveLength(1);
  });
});
