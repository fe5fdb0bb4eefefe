import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { defaultBrandColors, type Format } from '@bom/domain';
import {
  makeMusicBed,
  planTimeline,
  studyPicture,
  type FilmScene,
  type MediaFiles,
  type MediaRef,
  type Timeline,
} from '@bom/render';
import { photographWaves, stillSize, writePhotograph } from './photograph.ts';

export interface BenchFilm {
  timeline: Timeline;
  media: MediaFiles;
}

const sampleRate = 48_000;
const texts = [
  'Fresh bread, baked every morning before you wake up.',
  'We let our dough rest for a day and a night, because good things need their time.',
  'Flour from the mill next door, water, salt and nothing else at all.',
  'Ask for a slice at the counter and taste the crust while it is still warm.',
  'Open from six in the morning, seven days a week, in the middle of the old town.',
  'Come by and bring home a loaf today!',
];
const leadAndTailMs = 700;
const endCardRestMs = 1400;

/**
 * A film as clients get it: hook with title, four scenes, end card; words spoken, captioned and lit one by one; logo,
 * transitions, music. Six scenes of `sceneMs` each.
 */
export async function planBenchFilm(folder: string, sceneMs: number, format: Format = 'vertical'): Promise<BenchFilm> {
  const media = new Map<string, string>();
  const scenes: FilmScene[] = [];
  for (const [index, text] of texts.entries()) {
    const isEnd = index === texts.length - 1;
    const narration = await speak({ text, ms: sceneMs - (isEnd ? endCardRestMs : leadAndTailMs), folder, media });
    const kind = index === 0 ? 'hook' : isEnd ? 'cta' : 'scene';
    const more = index === 0 ? { onScreenText: 'Best sourdough in town' } : {};
    const picture = isEnd ? {} : { picture: await photograph({ index, folder, media }) };
    scenes.push({ kind, scene: index, text, narration, minDurationMs: sceneMs, ...picture, ...more });
  }
  const timeline = planTimeline({
    format,
    language: 'en',
    scenes,
    look: {
      name: 'Bom Bakery',
      colors: defaultBrandColors,
      logo: await drawLogo(folder, media),
      watermark: { position: 'top-left', opacity: 0.9 },
      cta: { text: 'Order your loaf today', url: 'https://bombakery.example' },
    },
    captions: { style: 'karaoke', position: 'bottom' },
    music: await music({ seconds: (texts.length * sceneMs) / 1000, folder, media }),
    profile: 'standard',
  });
  return { timeline, media };
}

interface Place {
  folder: string;
  media: Map<string, string>;
}

async function photograph({ index, folder, media }: Place & { index: number }): Promise<MediaRef> {
  const path = join(folder, `photograph-${index}.png`);
  await writePhotograph(path, photographWaves(index));
  return { ...keep(media, path), kind: 'image', ...stillSize, ...(await studyPicture(path)) };
}

/** A hum for each word, a pause after it. */
async function speak(take: Place & { text: string; ms: number }): Promise<NonNullable<FilmScene['narration']>> {
  const spoken = take.text.split(' ');
  const wordMs = Math.floor(take.ms / spoken.length);
  const words = spoken.map((text, at) => ({ text, startMs: at * wordMs, endMs: Math.round((at + 0.85) * wordMs) }));
  const samples = new Int16Array((take.ms * sampleRate) / 1000);
  for (let at = 0; at < samples.length; at += 1) {
    const share = ((at * 1000) / sampleRate / wordMs) % 1;
    const loudness = share < 0.85 ? Math.sin((Math.PI * share) / 0.85) : 0;
    samples[at] = 6000 * loudness * ((((at * 140) / sampleRate) % 1) - 0.5 + 0.3 * Math.sin(at * 0.11));
  }
  const path = join(take.folder, `voice-${take.media.size}.wav`);
  await writeFile(path, Buffer.concat([wavHeader(samples.byteLength), Buffer.from(samples.buffer)]));
  const voice = { ...keep(take.media, path), kind: 'audio' as const, durationMs: take.ms };
  return { media: voice, fromMs: 0, toMs: take.ms, words };
}

/** 16 bit, one channel. */
function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(2 * sampleRate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}

async function music({ seconds, folder, media }: Place & { seconds: number }): Promise<MediaRef> {
  const path = join(folder, 'music.wav');
  await makeMusicBed({ seconds, seed: 'bakery', out: path, signal: new AbortController().signal });
  return { ...keep(media, path), kind: 'audio' };
}

async function drawLogo(folder: string, media: Map<string, string>): Promise<MediaRef> {
  const canvas = createCanvas(420, 140);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#0F766E';
  pen.beginPath();
  pen.arc(70, 70, 60, 0, Math.PI * 2);
  pen.fill();
  pen.font = '800 76px Inter';
  pen.fillText('bakery', 145, 96);
  const path = join(folder, 'logo.png');
  await writeFile(path, await canvas.encode('png'));
  return { ...keep(media, path), kind: 'image' };
}

/** Named by its place: the bench's pictures never change. */
function keep(media: Map<string, string>, path: string): { sha256: string } {
  const sha256 = createHash('sha256')
    .update(path.slice(path.lastIndexOf('/')))
    .digest('hex');
  media.set(sha256, path);
  return { sha256 };
}
