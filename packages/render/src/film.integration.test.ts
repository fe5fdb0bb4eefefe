import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Format } from '@bom/domain';
import sharp from 'sharp';
import { openFilmStage, type FilmStage } from './test-support/film-stage.ts';
import {
  checkFilm,
  makePoster,
  planTimeline,
  renderSegment,
  toSrt,
  toVtt,
  type FilmRequest,
  type FilmScene,
  type Timeline,
} from './index.ts';

const sizes: Record<Format, { width: number; height: number }> = {
  vertical: { width: 216, height: 384 },
  square: { width: 240, height: 240 },
  horizontal: { width: 384, height: 216 },
};
const { signal } = new AbortController();
let stage: FilmStage;
let scenes: FilmScene[];

beforeAll(async () => {
  stage = await openFilmStage();
  const pictures = [await stage.paint('one', '#b45309'), await stage.paint('two', '#0f766e')];
  const { spoken } = stage;
  scenes = [
    { ...(await spoken('hook', 'Brot von “gestern”?')), kind: 'hook', scene: null, picture: pictures[0]! },
    { ...(await spoken('body', '100 % frisch: {\\an8} %{n}')), kind: 'scene', scene: 0, picture: pictures[1]! },
    { ...(await spoken('cta', 'Komm vorbei!')), kind: 'cta', scene: null },
  ];
});
afterAll(() => stage.close());

const requestFor = (format: Format): FilmRequest => stage.request({ format, scenes, size: sizes[format] });

describe('a whole film', () => {
  test.each(['vertical', 'square', 'horizontal'] as const)(
    'comes out in %s exactly as planned, and passes its check',
    async (format) => {
      const timeline = planTimeline(requestFor(format));
      const file = await stage.render(timeline, format);
      const report = await checkFilm({ file, timeline, signal });
      expect(report.failures).toEqual([]);
      expect(report.measured).toMatchObject({ frames: timeline.frames, fps: 30, ...sizes[format] });
      const poster = join(stage.folder, `${format}.jpg`);
      await makePoster({ file, timeline, out: poster, signal });
      expect(await sharp(poster).metadata()).toMatchObject({ format: 'jpeg', ...sizes[format] });
    },
  );

  test('has segments that are the same bytes again', async () => {
    const segment = planTimeline(requestFor('square')).segments[1]!;
    const paths = ['first.mp4', 'second.mp4'].map((name) => join(stage.folder, name));
    for (const out of paths) await renderSegment({ segment, media: stage.media, out, signal });
    const [first, second] = await Promise.all(paths.map((path) => readFile(path)));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  test('has its captions as subtitles, in order and as they were written', () => {
    const { cues } = planTimeline(requestFor('vertical'));
    expect(toSrt(cues)).toContain('Brot von “gestern”?');
    expect(toVtt(cues)).toMatch(/^WEBVTT\n/);
    cues.slice(1).forEach((cue, index) => expect(cue.startMs).toBeGreaterThanOrEqual(cues[index]?.endMs ?? 0));
  });

  test('gets other segments for another caption style, and keeps those that it does not touch', () => {
    const karaoke = planTimeline(requestFor('vertical'));
    const line = planTimeline({ ...requestFor('vertical'), captions: { style: 'line', position: 'bottom' } });
    const silentMusic = planTimeline({ ...requestFor('vertical'), music: { sha256: 'other', kind: 'audio' } });
    const keys = (timeline: Timeline) => timeline.segments.map((segment) => segment.key);
    expect(keys(line).slice(0, 2)).not.toEqual(keys(karaoke).slice(0, 2));
    expect(keys(silentMusic)).toEqual(keys(karaoke));
  });

  test('plans one sound for all its formats', () => {
    const audio = (['vertical', 'square', 'horizontal'] as const).map(
      (format) => planTimeline(requestFor(format)).audio.key,
    );
    expect(new Set(audio).size).toBe(1);
  });
});
