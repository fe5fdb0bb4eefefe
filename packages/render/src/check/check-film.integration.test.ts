import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultBrandColors } from '@bom/domain';
import { runFfmpeg } from '@bom/ffmpeg';
import sharp from 'sharp';
import { joinSegments } from '../join/join-segments.ts';
import { makePoster } from '../poster/make-poster.ts';
import { renderAudio } from '../sound/render-audio.ts';
import { openWav } from '../sound/wav-writer.ts';
import { planTimeline } from '../plan/plan-timeline.ts';
import type { FilmScene, Timeline } from '../timeline.ts';
import { checkFilm } from './check-film.ts';
import { planLooks, type Look } from './plan-looks.ts';
import { readMp4 } from '../mp4/read-mp4.ts';

const size = { width: 216, height: 384 };
const { signal } = new AbortController();
const timeoutMs = 600_000;
let folder: string;
let timeline: Timeline;
let segments: string[];
let audio: string;
let film: string;

const path = (name: string) => join(folder, name);
const codes = async (file: string) =>
  (await checkFilm({ file, timeline, signal })).failures.map((failure) => failure.code);

/** Three scenes of spoken tone; pictures are test patterns that move. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom check ’quoted’-'));
  const voice = path('voice.wav');
  await writeBuzz(voice, 1.64);
  const scene = (index: number): FilmScene => ({
    kind: 'scene',
    scene: index,
    text: 'Fresh bread',
    narration: {
      media: { sha256: 'voice', kind: 'audio', durationMs: 1640 },
      fromMs: 0,
      toMs: 1640,
      words: [{ text: 'Fresh', startMs: 0, endMs: 1630 }],
    },
    picture: { sha256: `picture ${index}`, kind: 'image', width: 1512, height: 2688 },
  });
  timeline = planTimeline({
    format: 'vertical',
    language: 'en',
    scenes: [scene(0), scene(1), scene(2)],
    look: { name: 'Bakery', colors: defaultBrandColors, watermark: { position: 'top-right', opacity: 1 }, cta: {} },
    captions: { style: 'none', position: 'bottom' },
    profile: 'standard',
    size,
  });
  segments = await Promise.all(
    timeline.segments.map((segment) => makeSegment(`segment-${segment.index}.mp4`, segment.frames)),
  );
  audio = path('sound.m4a');
  await renderAudio({ plan: timeline.audio, media: new Map([['voice', voice]]), out: audio, signal });
  film = path('film.mp4');
  await joinSegments({ timeline, segments, audio, out: film, signal });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function writeBuzz(file: string, seconds: number): Promise<void> {
  const wav = await openWav(file);
  const values = new Float32Array(Math.round(seconds * 48_000));
  for (let i = 0; i < values.length; i++) values[i] = (((i * 150) / 48_000) % 1) * 0.2 - 0.1;
  await wav.write(values, values);
  await wav.close();
}

const tags = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'];
const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-threads', '1', ...tags];

async function makeSegment(name: string, frames: number, filter = 'null', source = ''): Promise<string> {
  await runFfmpeg({
    inputs: [{ generated: source || `testsrc2=s=${size.width}x${size.height}:r=30` }],
    outputs: [
      {
        path: path(name),
        options: ['-vf', filter, '-frames:v', String(frames), ...h264, '-video_track_timescale', '15360', '-f', 'mp4'],
      },
    ],
    signal,
    timeoutMs,
  });
  return path(name);
}

const framesOf = (index: number) => timeline.segments[index]?.frames ?? 0;

async function joinWith(index: number, segment: string): Promise<string> {
  const out = path(`film-with-${index}.mp4`);
  await joinSegments({ timeline, segments: segments.with(index, segment), audio, out, signal });
  return out;
}

/** The same pictures with other sound, or others with the same. */
async function remake(name: string, options: string[]): Promise<string> {
  await runFfmpeg({
    inputs: [{ path: film, format: 'mov' }],
    outputs: [{ path: path(name), options: [...options, '-movflags', '+faststart', '-f', 'mp4'] }],
    signal,
    timeoutMs,
  });
  return path(name);
}

describe('joinSegments and checkFilm', () => {
  test('join to the planned frames, with sound that ends with the picture', async () => {
    const report = await checkFilm({ file: film, timeline, signal });
    expect(report.failures).toEqual([]);
    expect(report).toMatchObject({ ok: true, measured: { frames: timeline.frames, ...size, fps: 30 } });
    expect(Math.abs(report.measured.soundEndOffsetMs)).toBeLessThan(1);
    expect(report.measured.integratedLufs).toBeCloseTo(-14, 0);
  });

  test('keep the tags, put the index first and leave no metadata', async () => {
    const { moovFirst, video } = await readMp4(film);
    expect(moovFirst).toBe(true);
    expect(video?.color).toBe('1/1/1/0');
    expect((await readFile(film)).includes('Lavf')).toBe(false);
  });

  test('give the same bytes again', async () => {
    await joinSegments({ timeline, segments, audio, out: path('again.mp4'), signal });
    expect((await readFile(path('again.mp4'))).equals(await readFile(film))).toBe(true);
  });

  test('refuse a wrong number of segments, and notice a short one', async () => {
    const request = { timeline, audio, out: path('x.mp4'), signal };
    await expect(joinSegments({ ...request, segments: segments.slice(1) })).rejects.toMatchObject({
      code: 'segments_missing',
    });
    const short = await makeSegment('short.mp4', framesOf(1) - 1);
    await expect(joinSegments({ ...request, segments: segments.with(1, short) })).rejects.toMatchObject({
      code: 'join_incomplete',
      retriable: true,
    });
  });

  test('make a cover in the film’s size', async () => {
    await makePoster({ file: film, timeline, out: path('poster.jpg'), signal });
    expect(await sharp(path('poster.jpg')).metadata()).toMatchObject({ format: 'jpeg', ...size });
  });
});

describe('checkFilm finds planted faults', () => {
  test('a black second', async () => {
    const black = await makeSegment('black.mp4', framesOf(1), "drawbox=c=black:t=fill:enable='between(n,10,44)'");
    const { failures } = await checkFilm({ file: await joinWith(1, black), timeline, signal });
    expect(failures).toContainEqual(expect.objectContaining({ code: 'black_stretch', scene: 1 }));
  });

  test('a black frame at a join', async () => {
    const black = await makeSegment('black-frame.mp4', framesOf(1), "drawbox=c=black:t=fill:enable='eq(n,0)'");
    const { failures } = await checkFilm({ file: await joinWith(1, black), timeline, signal });
    expect(failures).toContainEqual(expect.objectContaining({ code: 'black_frame', scene: 1 }));
  });

  test('a frame shown twice at a join', async () => {
    const twice = await makeSegment('twice.mp4', framesOf(2), 'loop=loop=1:size=1:start=0,setpts=N/30/TB');
    const { failures } = await checkFilm({ file: await joinWith(2, twice), timeline, signal });
    expect(failures.map((failure) => [failure.code, failure.scene])).toEqual([['duplicate_frame', 2]]);
  });

  test('a picture that stands still', async () => {
    const frozen = await makeSegment('frozen.mp4', framesOf(1), 'loop=loop=-1:size=1:start=0,setpts=N/30/TB');
    const { failures } = await checkFilm({ file: await joinWith(1, frozen), timeline, signal });
    expect(failures).toContainEqual(expect.objectContaining({ code: 'frozen_stretch', scene: 1 }));
  });

  test('a lost segment', async () => {
    const parts = { ...timeline, segments: timeline.segments.toSpliced(1, 1), frames: timeline.frames - framesOf(1) };
    const out = path('lost.mp4');
    await joinSegments({ timeline: parts, segments: segments.toSpliced(1, 1), audio, out, signal });
    expect(await codes(out)).toEqual(expect.arrayContaining(['frame_count', 'duration', 'sound_end']));
  });

  test('a silent stretch under planned speech', async () => {
    const silent = await remake('silent.mp4', [
      '-c:v',
      'copy',
      '-af',
      "volume=0:enable='between(t,2.2,3.6)'",
      '-c:a',
      'aac',
      '-ar',
      '48000',
    ]);
    const { failures } = await checkFilm({ file: silent, timeline, signal });
    expect(failures).toContainEqual(expect.objectContaining({ code: 'silent_stretch', scene: 1 }));
  });

  test('what is asked for, at its frames, and all of the sound', async () => {
    const looks = planLooks(timeline);
    const wholes = looks.slice(0, timeline.segments.length);
    const joins = looks.slice(timeline.segments.length);
    const black = await makeSegment('black-again.mp4', framesOf(1), "drawbox=c=black:t=fill:enable='between(n,10,44)'");
    const file = await joinWith(1, black);
    const codesOf = async (part: Look[]) =>
      (await checkFilm({ file, timeline, looks: part, signal })).failures.map((failure) => failure.code);
    expect(await codesOf([])).toEqual([]);
    expect(await codesOf(wholes.slice(2))).toEqual([]);
    expect(await codesOf(wholes.slice(1, 2))).toContain('black_stretch');
    const twice = await makeSegment('twice-again.mp4', framesOf(2), 'loop=loop=1:size=1:start=0,setpts=N/30/TB');
    const doubled = { file: await joinWith(2, twice), timeline, signal };
    expect((await checkFilm({ ...doubled, looks: joins.slice(0, 1) })).failures).toEqual([]);
    expect((await checkFilm({ ...doubled, looks: joins.slice(1) })).failures).toEqual([
      expect.objectContaining({ code: 'duplicate_frame', scene: 2 }),
    ]);
    const muted = await remake('muted.mp4', ['-c:v', 'copy', '-af', 'volume=0', '-c:a', 'aac', '-ar', '48000']);
    const { failures, measured } = await checkFilm({ file: muted, timeline, looks: [], signal });
    expect(failures).toContainEqual(expect.objectContaining({ code: 'silent_stretch' }));
    expect(measured.frames).toBe(timeline.frames);
  });

  test('clipped and too loud sound, and none at all', async () => {
    const clipped = await remake('clipped.mp4', [
      '-c:v',
      'copy',
      '-af',
      'volume=20dB',
      '-c:a',
      'aac',
      '-b:a',
      '160k',
      '-ar',
      '48000',
    ]);
    expect(await codes(clipped)).toEqual(expect.arrayContaining(['clipped', 'loudness']));
    expect(await codes(await remake('mute.mp4', ['-c:v', 'copy', '-an']))).toContain('sound_missing');
  });

  test('a wrong size, a wrong rate, missing tags and a late index', async () => {
    const wrong = await remake('size.mp4', [
      '-c:a',
      'copy',
      '-vf',
      'scale=240:384',
      '-r',
      '25',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
    ]);
    expect(await codes(wrong)).toEqual(
      expect.arrayContaining(['picture_size', 'frame_count', 'frame_rate', 'segment_start']),
    );
    const plain = path('plain.mp4');
    await runFfmpeg({
      inputs: [{ path: film, format: 'mov' }],
      outputs: [{ path: plain, options: ['-c', 'copy', '-f', 'mp4'] }],
      signal,
      timeoutMs,
    });
    expect(await codes(plain)).toEqual(['not_faststart']);
  });

  test('captions out of order or outside the film', async () => {
    const cue = (startMs: number, endMs: number) => ({ startMs, endMs, text: 'Fresh bread', words: [] });
    const disordered = { ...timeline, cues: [cue(900, 1500), cue(500, 800), cue(3000, 900_000)] };
    const { failures } = await checkFilm({ file: film, timeline: disordered, signal });
    expect(failures.map((failure) => failure.code)).toEqual(['caption_order', 'caption_outside']);
  });

  test('a file cut short', async () => {
    const bytes = await readFile(film);
    await writeFile(path('cut.mp4'), bytes.subarray(0, 2000));
    await expect(checkFilm({ file: path('cut.mp4'), timeline, signal })).rejects.toMatchObject({
      code: 'film_damaged',
    });
  });
});
