import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { defaultBrandColors, type Format } from '@bom/domain';
import sharp from 'sharp';
import {
  checkFilm,
  drawSprite,
  findFocus,
  joinSegments,
  makeMusicBed,
  makePoster,
  mediaOf,
  planTimeline,
  renderAudio,
  renderSegment,
  toSrt,
  toVtt,
  type FilmRequest,
  type FilmScene,
  type MediaRef,
  type Timeline,
} from './index.ts';
import { openWav } from './sound/wav-writer.ts';

const sizes: Record<Format, { width: number; height: number }> = {
  vertical: { width: 216, height: 384 },
  square: { width: 240, height: 240 },
  horizontal: { width: 384, height: 216 },
};
const { signal } = new AbortController();
const media = new Map<string, string>();
let folder: string;
let scenes: FilmScene[];
let music: MediaRef;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-film-'));
  const pictures = [await paint('one', '#b45309'), await paint('two', '#0f766e')];
  music = { sha256: 'music', kind: 'audio' };
  media.set('music', join(folder, 'music.wav'));
  await makeMusicBed({ seconds: 4, seed: 'bakery', out: join(folder, 'music.wav'), signal });
  scenes = [
    { ...(await spoken('hook', 'Brot von “gestern”?')), kind: 'hook', scene: null, picture: pictures[0]! },
    { ...(await spoken('body', '100 % frisch: {\\an8} %{n}')), kind: 'scene', scene: 0, picture: pictures[1]! },
    { ...(await spoken('cta', 'Komm vorbei!')), kind: 'cta', scene: null },
  ];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A picture with detail everywhere, so that its motion can be seen. */
async function paint(name: string, color: string): Promise<MediaRef> {
  const canvas = createCanvas(540, 960);
  const pen = canvas.getContext('2d');
  pen.fillStyle = color;
  pen.fillRect(0, 0, 540, 960);
  for (let i = 0; i < 160; i++) {
    pen.fillStyle = `hsla(${(i * 37) % 360}, 60%, ${30 + ((i * 7) % 40)}%, 0.7)`;
    pen.beginPath();
    pen.arc((i * 97) % 540, (i * 211) % 960, 8 + ((i * 13) % 40), 0, 2 * Math.PI);
    pen.fill();
  }
  const path = join(folder, `${name}.png`);
  await writeFile(path, await canvas.encode('png'));
  media.set(name, path);
  return { sha256: name, kind: 'image', width: 540, height: 960, focus: await findFocus(path) };
}

/** A buzz for each word of the text. */
async function spoken(name: string, text: string): Promise<Pick<FilmScene, 'text' | 'narration'>> {
  const words = text.split(' ').map((word, index) => ({ text: word, startMs: index * 300, endMs: index * 300 + 260 }));
  const durationMs = words.length * 300 + 50;
  const values = new Float32Array(durationMs * 48);
  for (let i = 0; i < values.length; i++) values[i] = i % 14_400 < 12_480 ? (((i * 150) / 48_000) % 1) * 0.2 - 0.1 : 0;
  const path = join(folder, `${name}.wav`);
  const wav = await openWav(path);
  await wav.write(values, values);
  await wav.close();
  media.set(name, path);
  return {
    text,
    narration: { media: { sha256: name, kind: 'audio', durationMs }, fromMs: 0, toMs: durationMs, words },
  };
}

const requestFor = (format: Format): FilmRequest => ({
  format,
  language: 'de',
  scenes,
  look: {
    name: 'Bäckerei "Krume": 100 %\n& Söhne',
    colors: defaultBrandColors,
    watermark: { position: 'top-left', opacity: 0.8 },
    cta: { text: 'Heute bestellen', url: 'krume.example' },
  },
  captions: { style: 'karaoke', position: 'bottom' },
  music,
  profile: 'draft',
  size: sizes[format],
});

async function render(timeline: Timeline, name: string): Promise<string> {
  const segments: string[] = [];
  for (const segment of timeline.segments) {
    const out = join(folder, `${name}-${segment.key}.mp4`);
    const own = new Map(mediaOf(segment).map((ref) => [ref.sha256, media.get(ref.sha256) ?? '']));
    await renderSegment({ segment, media: own, out, drawSprite, signal });
    segments.push(out);
  }
  const audio = join(folder, `${name}.m4a`);
  await renderAudio({ plan: timeline.audio, media, out: audio, signal });
  const out = join(folder, `${name}.mp4`);
  await joinSegments({ timeline, segments, audio, out, signal });
  return out;
}

describe('a whole film', () => {
  test.each(['vertical', 'square', 'horizontal'] as const)(
    'comes out in %s exactly as planned, and passes its check',
    async (format) => {
      const timeline = planTimeline(requestFor(format));
      const file = await render(timeline, format);
      const report = await checkFilm({ file, timeline, signal });
      expect(report.failures).toEqual([]);
      expect(report.measured).toMatchObject({ frames: timeline.frames, fps: 30, ...sizes[format] });
      const poster = join(folder, `${format}.jpg`);
      await makePoster({ file, timeline, out: poster, signal });
      expect(await sharp(poster).metadata()).toMatchObject({ format: 'jpeg', ...sizes[format] });
    },
    20_000,
  );

  test('has segments that are the same bytes again', async () => {
    const segment = planTimeline(requestFor('square')).segments[1]!;
    const paths = ['first.mp4', 'second.mp4'].map((name) => join(folder, name));
    for (const out of paths) await renderSegment({ segment, media, out, drawSprite, signal });
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
