import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { defaultBrandColors } from '@bom/domain';
import { runFfmpeg } from '@bom/ffmpeg';
import {
  joinSegments,
  makeMusicBed,
  mediaOf,
  renderAudio,
  renderSegment,
  studyPicture,
  type FilmRequest,
  type FilmScene,
  type MediaRef,
  type Timeline,
} from '../index.ts';
import { openWav } from '../sound/wav-writer.ts';

/** A small stage for the tests of whole films: media made on the spot, films rendered as the workers do. */
export interface FilmStage {
  folder: string;
  media: Map<string, string>;
  music: MediaRef;
  /** A picture with detail everywhere, so that its motion can be seen. */
  paint(name: string, color: string): Promise<MediaRef>;
  /** A clip of ffmpeg's sources. */
  film(name: string, source: string, options: string[]): Promise<MediaRef>;
  /** A buzz for each word of the text. */
  spoken(name: string, text: string): Promise<Pick<FilmScene, 'text' | 'narration'>>;
  request(fields: Pick<FilmRequest, 'format' | 'scenes' | 'size'> & Partial<FilmRequest>): FilmRequest;
  renderSegments(timeline: Timeline): Promise<string[]>;
  /** Joins the segments, its own ones unless others are given, with the film's sound. */
  render(timeline: Timeline, name: string, segments?: string[]): Promise<string>;
  close(): Promise<void>;
}

const { signal } = new AbortController();

export async function openFilmStage(): Promise<FilmStage> {
  const folder = await mkdtemp(join(tmpdir(), 'bom-film-'));
  const media = new Map<string, string>();
  const music: MediaRef = { sha256: 'music', kind: 'audio' };
  media.set('music', join(folder, 'music.wav'));
  await makeMusicBed({ seconds: 4, seed: 'bakery', out: join(folder, 'music.wav'), signal });
  const keep = (name: string, file: string): string => {
    media.set(name, join(folder, file));
    return join(folder, file);
  };
  const stage: FilmStage = {
    folder,
    media,
    music,
    async paint(name, color) {
      const path = keep(name, `${name}.png`);
      await writeFile(path, await paintDots(color));
      return { sha256: name, kind: 'image', width: 540, height: 960, ...(await studyPicture(path)) };
    },
    async film(name, source, options) {
      const outputs = [{ path: keep(name, `${name}.mp4`), options: [...options, '-f', 'mp4'] }];
      await runFfmpeg({ inputs: [{ generated: source }], outputs, signal, timeoutMs: 20_000 });
      return { sha256: name, kind: 'video' };
    },
    async spoken(name, text) {
      const words = text.split(' ').map((word, at) => ({ text: word, startMs: at * 300, endMs: at * 300 + 260 }));
      const durationMs = words.length * 300 + 50;
      await writeBuzz(keep(name, `${name}.wav`), durationMs);
      const recording: MediaRef = { sha256: name, kind: 'audio', durationMs };
      return { text, narration: { media: recording, fromMs: 0, toMs: durationMs, words } };
    },
    request: (fields) => ({ ...usual, music, ...fields }),
    async renderSegments(timeline) {
      const segments: string[] = [];
      for (const segment of timeline.segments) {
        const out = join(folder, `${segment.key}.mp4`);
        const own = new Map(mediaOf(segment).map((ref) => [ref.sha256, media.get(ref.sha256) ?? '']));
        await renderSegment({ segment, media: own, out, signal });
        segments.push(out);
      }
      return segments;
    },
    async render(timeline, name, given) {
      const segments = given ?? (await stage.renderSegments(timeline));
      const audio = join(folder, `${timeline.audio.key}.m4a`);
      await renderAudio({ plan: timeline.audio, media, out: audio, signal });
      const out = join(folder, `${name}.mp4`);
      await joinSegments({ timeline, segments, audio, out, signal });
      return out;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
  return stage;
}

const usual: Omit<FilmRequest, 'format' | 'scenes'> = {
  language: 'de',
  look: {
    name: 'Bäckerei "Krume": 100 %\n& Söhne',
    colors: defaultBrandColors,
    watermark: { position: 'top-left', opacity: 0.8 },
    cta: { text: 'Heute bestellen', url: 'krume.example' },
  },
  captions: { style: 'karaoke', position: 'bottom' },
  profile: 'draft',
};

async function paintDots(color: string): Promise<Buffer> {
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
  return canvas.encode('png');
}

async function writeBuzz(path: string, durationMs: number): Promise<void> {
  const values = new Float32Array(durationMs * 48);
  for (let i = 0; i < values.length; i++) values[i] = i % 14_400 < 12_480 ? (((i * 150) / 48_000) % 1) * 0.2 - 0.1 : 0;
  const wav = await openWav(path);
  await wav.write(values, values);
  await wav.close();
}
