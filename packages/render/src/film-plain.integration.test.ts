import { join } from 'node:path';
import { runFfmpeg } from '@bom/ffmpeg';
import sharp from 'sharp';
import { openFilmStage, type FilmStage } from './test-support/film-stage.ts';
import { checkFilm, planTimeline, studyPicture, type FilmScene, type MediaRef, type Timeline } from './index.ts';
import { encoderArguments } from './segment/encoder-arguments.ts';

const { signal } = new AbortController();
const size = { width: 108, height: 192 };
let stage: FilmStage;
beforeAll(async () => {
  stage = await openFilmStage();
});
afterAll(() => stage.close());

/** Grey of each pixel, from places 0..1. */
async function paint(name: string, grey: (x: number, y: number) => number): Promise<MediaRef> {
  const [width, height] = [360, 640];
  const pixels = Buffer.alloc(width * height);
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = Math.round(grey((at % width) / width, Math.floor(at / width) / height));
  }
  const path = join(stage.folder, `${name}.png`);
  await sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(path);
  stage.media.set(name, path);
  return { sha256: name, kind: 'image', width, height, ...(await studyPicture(path)) };
}

async function filmOf(pictures: MediaRef[], more: Partial<Parameters<FilmStage['request']>[0]> = {}) {
  const scenes = pictures.map(async (picture, index): Promise<FilmScene> => {
    const { narration } = await stage.spoken(`${picture.sha256} ${index}`, 'ja ja ja ja ja ja ja ja ja');
    // One caption that stands still for longer than a second.
    const slow = narration && { ...narration, words: [{ text: 'Kuchen', startMs: 0, endMs: 2_700 }] };
    const spoken = slow ? { narration: slow } : {};
    return { kind: 'scene', scene: index, picture, text: 'Kuchen', ...spoken, seed: String(index) };
  });
  const request = stage.request({ format: 'vertical', scenes: await Promise.all(scenes), size, profile: 'standard' });
  return planTimeline({ ...request, look: { ...request.look, cta: {} }, ...more });
}

const bringMedia = async (refs: MediaRef[]) =>
  new Map(refs.map(({ sha256 }) => [sha256, stage.media.get(sha256) ?? '']));

async function failuresOf(file: string, timeline: Timeline) {
  return (await checkFilm({ file, timeline, bringMedia, signal })).failures;
}

describe('a film of pictures that can not be seen to move', () => {
  test.each([
    ['plain colours', 'cut', [() => 90, () => 160], true],
    ['black twice', 'push', [() => 0, () => 0], true],
    ['colours that are nearly plain', 'crossfade', [(_x, y) => 120 + 5 * y, (x, y) => 90 + 3 * x + 2 * y], false],
  ] as [string, 'cut' | 'crossfade' | 'push' | 'dip', ((x: number, y: number) => number)[], boolean][])(
    'passes: %s, %s',
    async (what, transition, greys, isSuspect) => {
      const pictures = await Promise.all(greys.map((grey, index) => paint(`${what} ${transition} ${index}`, grey)));
      const timeline = await filmOf(pictures, { transition });
      const file = await stage.render(timeline, `${what} ${transition}`);
      // What would be said without a look at the pictures.
      const { ok } = await checkFilm({ file, timeline, signal });
      expect(ok).toBe(!isSuspect);
      expect(await failuresOf(file, timeline)).toEqual([]);
    },
  );
});

describe('a film whose second picture froze', () => {
  const round = (light: number, dark: number) => (x: number, y: number) =>
    Math.hypot(x - 0.5, (y - 0.4) * 1.8) < 0.2 ? dark : light;

  test.each([['a logo on white', round(250, 40)]] as [string, (x: number, y: number) => number][])(
    'is found: %s',
    async (what, grey) => {
      const pictures = [await paint(`${what}, moving`, grey), await paint(`${what}, frozen`, grey)];
      const timeline = await filmOf(pictures, { transition: 'cut', captions: { style: 'none', position: 'bottom' } });
      const segments = await stage.renderSegments(timeline);
      expect(await failuresOf(await stage.render(timeline, `${what} moving`, segments), timeline)).toEqual([]);
      const out = join(stage.folder, `${what}.mp4`);
      const { frames = 0 } = timeline.segments[1] ?? {};
      const freeze = ['-vf', 'loop=loop=-1:size=1:start=0,setpts=N/30/TB', '-frames:v', String(frames)];
      await runFfmpeg({
        inputs: [{ path: segments[1] ?? '', format: 'mov' }],
        outputs: [{ path: out, options: [...freeze, ...encoderArguments('standard', timeline.canvas)] }],
        signal,
        timeoutMs: 20_000,
      });
      const frozen = await stage.render(timeline, `${what} frozen`, segments.with(1, out));
      const found = (await failuresOf(frozen, timeline)).map(({ code, scene }) => `${code} in scene ${scene}`);
      expect(new Set(found)).toEqual(new Set(['frozen_stretch in scene 1']));
    },
  );
});
