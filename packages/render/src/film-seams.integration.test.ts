import { join } from 'node:path';
import { runFfmpeg } from '@bom/ffmpeg';
import { openFilmStage, type FilmStage } from './test-support/film-stage.ts';
import { checkFilm, planTimeline, type FilmScene, type MediaRef, type Timeline } from './index.ts';
import { encoderArguments } from './segment/encoder-arguments.ts';

const { signal } = new AbortController();
const size = { width: 108, height: 192 };
let stage: FilmStage;
let picture: MediaRef;
let other: MediaRef;
beforeAll(async () => {
  stage = await openFilmStage();
  picture = await stage.paint('shared', '#b45309');
  other = await stage.paint('other', '#0f766e');
});
afterAll(() => stage.close());

const sceneOf = (index: number, minDurationMs: number): FilmScene => {
  return { kind: 'scene', scene: index, text: '', picture, minDurationMs };
};

function timelineOf(scenes: FilmScene[], more: Partial<Parameters<FilmStage['request']>[0]> = {}): Timeline {
  const request = stage.request({ format: 'vertical', scenes, size });
  return planTimeline({ ...request, look: { ...request.look, cta: {} }, ...more });
}

describe('joins of scenes that share one picture', () => {
  test.each([
    ['standard', 'cut'],
    ['standard', 'crossfade'],
    ['standard', 'dip'],
    ['master', 'cut'],
    ['master', 'crossfade'],
    ['master', 'dip'],
  ] as const)('raise no alarm: %s, %s', async (profile, transition) => {
    const timeline = timelineOf([sceneOf(0, 1000), sceneOf(1, 1400), sceneOf(2, 1000)], { profile, transition });
    const file = await stage.render(timeline, `${profile}-${transition}`);
    expect((await checkFilm({ file, timeline, signal })).failures).toEqual([]);
  });
});

describe('a damaged join', () => {
  /** The film with its second segment coded again through a filter. */
  async function damaged(filter: string): Promise<{ file: string; timeline: Timeline }> {
    const timeline = timelineOf([sceneOf(0, 1400), { ...sceneOf(1, 1400), picture: other }, sceneOf(2, 1400)], {
      profile: 'standard',
      transition: 'crossfade',
    });
    const segments = await stage.renderSegments(timeline);
    const out = join(stage.folder, 'damaged.mp4');
    const options = ['-vf', filter, '-frames:v', String(timeline.segments[1]?.frames)];
    await runFfmpeg({
      inputs: [{ path: segments[1] ?? '', format: 'mov' }],
      outputs: [{ path: out, options: [...options, ...encoderArguments('standard', timeline.canvas)] }],
      signal,
      timeoutMs: 600_000,
    });
    return { timeline, file: await stage.render(timeline, 'damaged film', segments.with(1, out)) };
  }

  test.each([
    ['a black frame', "drawbox=c=black:t=fill:enable='eq(n,1)'", 'black_frame'],
    [
      'a frame lost, and the next one shown twice in its place',
      "select='not(eq(n,1))',loop=loop=1:size=1:start=1,setpts=N/30/TB",
      'duplicate_frame',
    ],
  ])('is found: %s', async (_what, filter, code) => {
    const { file, timeline } = await damaged(filter);
    const { failures } = await checkFilm({ file, timeline, signal });
    expect(failures).toContainEqual(expect.objectContaining({ code, scene: 1 }));
  });

  test('is found: a frame lost for good', async () => {
    await expect(damaged("select='not(eq(n,1))',setpts=N/30/TB")).rejects.toMatchObject({ code: 'join_incomplete' });
  });
});
