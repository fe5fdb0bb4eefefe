import { join } from 'node:path';
import { runFfmpeg } from '@bom/ffmpeg';
import { defaultBrandColors, type CaptionStyle, type Format } from '@bom/domain';
import {
  planTimeline,
  renderSegment,
  type FilmScene,
  type Segment,
  type SpriteSpec,
  type TransitionKind,
} from '@bom/render';
import sharp from 'sharp';
import type { Language, SheetMedia } from './media.ts';

/** An encoded picture. */
export type Still = Buffer;

export const transitions: TransitionKind[] = ['cut', 'crossfade', 'slide', 'push', 'zoom-through', 'dip'];

interface Look {
  name: string;
  style: CaptionStyle;
  kind: FilmScene['kind'];
  titled: boolean;
}

export const looks: Look[] = [
  { name: 'karaoke', style: 'karaoke', kind: 'scene', titled: false },
  { name: 'word', style: 'word', kind: 'scene', titled: false },
  { name: 'line + title', style: 'line', kind: 'scene', titled: true },
  { name: 'none + hook', style: 'none', kind: 'hook', titled: true },
  { name: 'end card', style: 'karaoke', kind: 'cta', titled: false },
];

const samples: Record<Language, { first: string; second: string; title: string; cta: string }> = {
  en: {
    first: 'Open from six in the morning',
    second: 'Fresh bread, baked every morning before you wake up.',
    title: 'Best sourdough in town',
    cta: 'Order your loaf today',
  },
  de: {
    first: 'Geöffnet ab sechs Uhr früh',
    second: 'Frisches Brot, jeden Morgen für Sie gebacken – natürlich ohne Zusätze!',
    title: 'Bäckerei des Jahres',
    cta: 'Jetzt vorbestellen',
  },
  ar: {
    first: 'نفتح من السادسة صباحا',
    second: 'خبز طازج من فرن Bom كل صباح قبل أن تستيقظ.',
    title: 'أفضل خبز في المدينة',
    cta: 'اطلب الآن',
  },
  ja: {
    first: '朝六時から営業しています',
    second: '毎朝焼きたてのパンを、あなたの食卓へお届けします。',
    title: '街で一番のパン屋',
    cta: '今すぐ注文する',
  },
};
const voiceMs = 4000;
const { signal } = new AbortController();

interface Shot {
  format: Format;
  language: Language;
  media: SheetMedia;
}

/** A scene while its second word is spoken; the end card once it stands. */
export async function renderLook({ look, ...shot }: Shot & { look: Look }): Promise<Still> {
  const sample = samples[shot.language];
  const at = looks.indexOf(look);
  const scene: FilmScene = {
    ...spoken(look.kind === 'cta' ? sample.cta : sample.second),
    kind: look.kind,
    scene: 0,
    picture: pictureOf(shot, at),
    ...(look.titled ? { onScreenText: sample.title } : {}),
  };
  const segment = planSegments(shot, { scenes: [scene], style: look.style })[0]!;
  return renderFrame(segment, { at: look.kind === 'cta' ? 30 : frameWithSecondWord(segment), shot });
}

/** How far on each transition shows itself best; a dip is but colour in its middle. */
const bestShare: Partial<Record<TransitionKind, number>> = { dip: 0.15, slide: 0.4, push: 0.45 };

/** A frame inside a transition; a cut as the last frame before it beside the first one after. */
export async function renderTransition({ kind, ...shot }: Shot & { kind: TransitionKind }): Promise<Still> {
  const sample = samples[shot.language];
  const first = transitions.indexOf(kind);
  const scenes = [sample.first, sample.second].map((text, at): FilmScene => ({
    ...spoken(text),
    kind: 'scene',
    scene: at,
    picture: pictureOf(shot, first + at),
  }));
  const [before, after] = planSegments(shot, { scenes, style: 'none', transition: kind });
  if (after!.transition) {
    const at = Math.round(after!.transition.frames * (bestShare[kind] ?? 0.5));
    return renderFrame(after!, { at, shot });
  }
  return sideBySide(
    await renderFrame(before!, { at: before!.frames - 1, shot }),
    await renderFrame(after!, { at: 0, shot }),
  );
}

function spoken(text: string): Pick<FilmScene, 'text' | 'narration'> {
  const media = { sha256: 'voice', kind: 'audio' as const, durationMs: voiceMs };
  return { text, narration: { media, fromMs: 0, toMs: voiceMs, words: [] } };
}

function pictureOf({ media, format, language }: Shot, at: number) {
  const own = media.pictures[format];
  return own[(at + language.charCodeAt(0)) % own.length]!;
}

function planSegments(
  { format, language, media }: Shot,
  film: { scenes: FilmScene[]; style: CaptionStyle; transition?: TransitionKind },
): Segment[] {
  const { scenes, style, transition } = film;
  return planTimeline({
    format,
    language,
    scenes,
    look: {
      name: 'Bom Bakery',
      colors: defaultBrandColors,
      logo: media.logo,
      watermark: { position: 'top-left', opacity: 0.9 },
      cta: { text: samples[language].cta, url: 'https://bombakery.example' },
    },
    captions: { style, position: 'bottom' },
    profile: 'standard',
    ...(transition ? { transition } : {}),
  }).segments;
}

function frameWithSecondWord({ overlays }: Segment): number {
  return overlays.find(({ sprite }) => isSecondWordLit(sprite))?.fromFrame ?? 45;
}

function isSecondWordLit(sprite: SpriteSpec): boolean {
  if (sprite.kind !== 'caption' || sprite.style === 'line') return false;
  return sprite.lines.flatMap((line) => line.words)[1]?.state === 'active';
}

/** Renders the segment up to the frame and takes it out of the file. */
async function renderFrame(segment: Segment, { at, shot }: { at: number; shot: Shot }): Promise<Still> {
  const { files, folder } = shot.media;
  const out = join(folder, 'segment.mp4');
  const still = join(folder, 'frame.png');
  await renderSegment({ segment: { ...segment, frames: at + 1 }, media: files, out, signal });
  const graph = `select=eq(n\\,${at}),scale=in_color_matrix=bt709:in_range=tv:out_range=pc,format=rgb24`;
  await runFfmpeg({
    inputs: [{ path: out, format: 'mov' }],
    outputs: [{ path: still, options: ['-vf', graph, '-frames:v', '1', '-f', 'image2', '-update', '1'] }],
    signal,
    timeoutMs: 60_000,
  });
  return sharp(still).toBuffer();
}

async function sideBySide(left: Still, right: Still): Promise<Still> {
  const { width, height } = await sharp(left).metadata();
  const half = width / 2;
  const seam = Math.round(width / 60);
  const rightHalf = await sharp(right).extract({ left: half, top: 0, width: half, height }).toBuffer();
  const line = { create: { width: seam, height, channels: 3 as const, background: '#12151A' } };
  return sharp(left)
    .composite([
      { input: rightHalf, left: half, top: 0 },
      { input: line, left: Math.round(half - seam / 2), top: 0 },
    ])
    .png()
    .toBuffer();
}
