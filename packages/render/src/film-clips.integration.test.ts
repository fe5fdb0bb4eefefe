import sharp from 'sharp';
import { runFfmpeg } from '@bom/ffmpeg';
import { join } from 'node:path';
import { openFilmStage, type FilmStage } from './test-support/film-stage.ts';
import { checkFilm, planTimeline, toSrt, type FilmScene, type MediaRef } from './index.ts';

const { signal } = new AbortController();
let stage: FilmStage;
beforeAll(async () => {
  stage = await openFilmStage();
});
afterAll(() => stage.close());

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Moving footage: a pattern that changes in every frame, as it is or at times of its own. */
async function footage(name: string, shot: { rate: number; size: string; seconds: number; vf?: string }) {
  const source = `testsrc2=size=${shot.size}:rate=${shot.rate}:duration=${shot.seconds}`;
  const options = [...h264, ...(shot.vf ? ['-vf', shot.vf, '-fps_mode', 'vfr'] : [])];
  const [width = 0, height = 0] = shot.size.split('x').map(Number);
  return { ...(await stage.film(name, source, options)), width, height, durationMs: shot.seconds * 1000 };
}

async function sceneWith(name: string, text: string, picture: MediaRef): Promise<FilmScene> {
  return { ...(await stage.spoken(name, text)), kind: 'scene', scene: 0, picture };
}

/** Mean colour and sharpness of a part of one frame of a film. */
async function look(file: string, at: { frame: number; left: number; top: number; width: number; height: number }) {
  const out = join(stage.folder, `frame-${at.frame}.png`);
  const options = [
    '-vf',
    `select=eq(n\\,${at.frame})`,
    '-frames:v',
    '1',
    '-f',
    'image2',
    '-c:v',
    'png',
    '-update',
    '1',
  ];
  await runFfmpeg({
    inputs: [{ path: file, format: 'mov' }],
    outputs: [{ path: out, options }],
    signal,
    timeoutMs: 600_000,
  });
  const { left, top, width, height } = at;
  const { channels, sharpness } = await sharp(
    await sharp(out).extract({ left, top, width, height }).png().toBuffer(),
  ).stats();
  return { mean: channels.slice(0, 3).map((one) => one.mean), sharpness };
}

describe('a film of clips', () => {
  test('shows footage of every frame rate, moving, without a false alarm', async () => {
    const everyThird = "setpts='(N+floor(N/3)*0.5)/25/TB'";
    const clips = [
      await footage('film', { rate: 24, size: '108x192', seconds: 3 }),
      await footage('pal', { rate: 25, size: '120x180', seconds: 3 }),
      await footage('fast', { rate: 50, size: '108x192', seconds: 1 }),
      await footage('faster', { rate: 60, size: '108x192', seconds: 3 }),
      await footage('uneven', { rate: 25, size: '108x192', seconds: 3, vf: everyThird }),
    ];
    const scenes = await Promise.all(
      clips.map((clip, index) => sceneWith(`voice ${index}`, 'Frisch aus dem Ofen', clip)),
    );
    const timeline = planTimeline(
      stage.request({ format: 'vertical', scenes, size: { width: 108, height: 192 }, profile: 'standard' }),
    );
    expect(timeline.segments.filter(({ backdrop }) => backdrop.kind === 'clip')).toHaveLength(5);
    const file = await stage.render(timeline, 'rates');
    expect((await checkFilm({ file, timeline, signal })).failures).toEqual([]);
  });

  test('stands a portrait clip in a wide film before a soft copy of itself', async () => {
    const clip = await footage('portrait', { rate: 30, size: '180x320', seconds: 2 });
    const timeline = planTimeline(
      stage.request({
        format: 'horizontal',
        scenes: [await sceneWith('portrait voice', 'Hochkant', clip)],
        size: { width: 384, height: 216 },
        look: { ...stage.request({ format: 'horizontal', scenes: [] }).look, cta: {} },
        captions: { style: 'none', position: 'bottom' },
      }),
    );
    const file = await stage.render(timeline, 'portrait');
    expect((await checkFilm({ file, timeline, signal })).failures).toEqual([]);
    const side = await look(file, { frame: 10, left: 10, top: 20, width: 100, height: 160 });
    const middle = await look(file, { frame: 10, left: 140, top: 20, width: 100, height: 160 });
    expect(Math.max(...side.mean)).toBeGreaterThan(25);
    expect(middle.sharpness).toBeGreaterThan(5 * side.sharpness);
  });
});

describe('a brand with a beginning and an end of its own', () => {
  test('shows both for their time, without captions or marks, and joins them as scenes', async () => {
    const intro = await stage.film('intro', 'color=0x00c000:size=216x384:rate=25:duration=1.2', h264);
    const outro = await stage.paint('outro', '#2040c0');
    const body = await stage.paint('body', '#b45309');
    const request = stage.request({
      format: 'vertical',
      scenes: [await sceneWith('body voice', 'Frisch aus dem Ofen', body)],
      size: { width: 216, height: 384 },
      transition: 'crossfade',
    });
    const bumpers = { intro: { ...intro, width: 216, height: 384, durationMs: 1200 }, outro };
    const timeline = planTimeline({ ...request, look: { ...request.look, ...bumpers } });
    const plain = planTimeline(request);
    const [first, second, third, last] = timeline.segments;
    expect(timeline.segments).toHaveLength(4);
    expect([first?.frames, first?.overlays, last?.frames, last?.overlays]).toEqual([36, [], 54, []]);
    expect(timeline.frames).toBe(plain.frames + 36 + 54);
    expect([second, third, last].map((segment) => segment?.transition?.kind)).toEqual(Array(3).fill('crossfade'));
    expect(toSrt(timeline.cues)).toContain('00:00:01,');
    const file = await stage.render(timeline, 'bumpers');
    const report = await checkFilm({ file, timeline, signal });
    expect(report.failures).toEqual([]);
    const whole = { left: 0, top: 0, width: 216, height: 384 };
    const [red = 0, green = 0, blue = 0] = (await look(file, { frame: 18, ...whole })).mean;
    expect([red < 20, Math.abs(green - 192) < 12, blue < 20]).toEqual([true, true, true]);
    // Nothing of the end card is left: the blue of the picture that ends the film.
    const end = await look(file, { frame: timeline.frames - 2, ...whole });
    expect((end.mean[2] ?? 0) - (end.mean[0] ?? 0)).toBeGreaterThan(20);
  });

  test('cuts a long clip off after six seconds', () => {
    const clip = (durationMs: number): MediaRef => ({
      sha256: `long ${durationMs}`,
      kind: 'video',
      width: 90,
      height: 160,
      durationMs,
    });
    const request = stage.request({ format: 'vertical', scenes: [{ kind: 'scene', scene: 0, text: 'Brot' }] });
    const timeline = planTimeline({ ...request, look: { ...request.look, intro: clip(20_000), outro: clip(4000) } });
    expect([timeline.segments[0]?.frames, timeline.segments.at(-1)?.frames]).toEqual([180, 120]);
  });
});
