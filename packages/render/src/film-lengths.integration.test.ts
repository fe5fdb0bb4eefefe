import { openFilmStage, type FilmStage } from './test-support/film-stage.ts';
import { checkFilm, planTimeline, type FilmScene } from './index.ts';

const { signal } = new AbortController();
let stage: FilmStage;
beforeAll(async () => {
  stage = await openFilmStage();
});
afterAll(() => stage.close());

test.each([1, 40])('a film of %i scenes comes out as planned', async (count) => {
  const pictures = [await stage.paint('a', '#b45309'), await stage.paint('b', '#0f766e')];
  const scenes = Array.from({ length: count }, (_, index): FilmScene => {
    return { kind: 'scene', scene: index, text: '', picture: pictures[index % 2]!, minDurationMs: 600 };
  });
  const request = stage.request({ format: 'vertical', scenes, size: { width: 64, height: 114 } });
  const timeline = planTimeline({ ...request, look: { ...request.look, cta: {} } });
  expect(timeline.segments).toHaveLength(count);
  const file = await stage.render(timeline, `film-${count}`);
  const { failures, measured } = await checkFilm({ file, timeline, signal });
  expect(failures).toEqual([]);
  expect(measured.frames).toBe(count * 18);
});
