/**
 * Draws docs/images/captions.png: every caption style, titles and end card in the three formats and four languages,
 * as a film would show them. Run: node --conditions=@bom/source --import tsx docs/tools/contact-sheet.ts
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import sharp from 'sharp';
import { type CaptionStyle, defaultBrandColors, type Format, formatSizes } from '../../packages/domain/src/index.ts';
import { planCaptions, planOverlays } from '../../packages/render/src/captions/index.ts';
import type { BrandLook, SpriteSpec } from '../../packages/render/src/timeline/timeline.ts';
import { drawSprite } from '../../packages/render/src/type/index.ts';

const samples = {
  en: {
    text: 'Fresh bread, baked every morning before you wake up.',
    title: 'Best sourdough in town',
    cta: 'Order your loaf today',
  },
  de: {
    text: 'Frisches Brot, jeden Morgen für Sie gebacken – natürlich ohne Zusätze!',
    title: 'Bäckerei des Jahres',
    cta: 'Jetzt vorbestellen',
  },
  ar: { text: 'خبز طازج من فرن Bom كل صباح قبل أن تستيقظ.', title: 'أفضل خبز في المدينة', cta: 'اطلب الآن' },
  ja: { text: '毎朝焼きたてのパンを、あなたの食卓へお届けします。', title: '街で一番のパン屋', cta: '今すぐ注文する' },
} as const;
type Language = keyof typeof samples;
const languages: Language[] = ['en', 'de', 'ar', 'ja'];

type Look = { style: CaptionStyle; scene: 'body' | 'hook' | 'title' | 'card' };

const cell: Record<Format, { width: number; height: number }> = {
  vertical: { width: 180, height: 320 },
  square: { width: 156, height: 156 },
  horizontal: { width: 278, height: 156 },
};
const looks: Look[] = [
  { style: 'karaoke', scene: 'hook' },
  { style: 'karaoke', scene: 'body' },
  { style: 'word', scene: 'body' },
  { style: 'line', scene: 'title' },
  { style: 'none', scene: 'hook' },
  { style: 'none', scene: 'card' },
];
const wideLooks = looks.filter(
  ({ style, scene }) => scene === 'card' || (style !== 'none' && scene !== 'hook' && style !== 'word'),
);
const gap = 8;

async function main(): Promise<void> {
  const out = process.argv[2] ?? join(import.meta.dirname, '../images/captions.png');
  const folder = mkdtempSync(join(tmpdir(), 'captions-'));
  try {
    await drawSheet(await makeLogo(folder), out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function drawSheet(logo: Logo, out: string): Promise<void> {
  const cells = layCells();
  const width = Math.max(...cells.map(({ x, format }) => x + cell[format].width)) + gap;
  const height = Math.max(...cells.map(({ y, format }) => y + cell[format].height)) + gap;
  const sheet = createCanvas(width, height);
  const context = sheet.getContext('2d');
  context.fillStyle = '#15181D';
  context.fillRect(0, 0, width, height);
  for (const item of cells) await drawCell(context, { ...item, logo });
  const png = await sharp(sheet.toBuffer('image/png'))
    .png({ palette: true, colours: 200, dither: 0.25, effort: 10, compressionLevel: 9 })
    .toBuffer();
  writeFileSync(out, png);
  process.stdout.write(`${out}: ${width}x${height}, ${Math.round(png.length / 1024)} KB\n`);
}

interface Cell extends Look {
  format: Format;
  language: Language;
  x: number;
  y: number;
}

/** One band per language: vertical films at the left, square ones over horizontal ones beside them. */
function layCells(): Cell[] {
  const beside = gap + looks.length * (cell.vertical.width + gap);
  return languages.flatMap((language, band) => {
    const y = gap + band * (cell.vertical.height + gap);
    const below = y + cell.square.height + gap;
    return [
      ...rowOf(looks, { format: 'vertical', language, x: gap, y }),
      ...rowOf(looks, { format: 'square', language, x: beside, y }),
      ...rowOf(wideLooks, { format: 'horizontal', language, x: beside, y: below }),
    ];
  });
}

function rowOf(row: Look[], start: Omit<Cell, keyof Look>): Cell[] {
  return row.map((look, at) => ({ ...start, ...look, x: start.x + at * (cell[start.format].width + gap) }));
}

interface Logo {
  sha256: string;
  path: string;
}

async function drawCell(context: SKRSContext2D, item: Cell & { logo: Logo }): Promise<void> {
  const canvas = { ...formatSizes[item.format], fps: 30 };
  const frame = createCanvas(canvas.width, canvas.height);
  const picture = frame.getContext('2d');
  paintPhoto(
    picture,
    canvas,
    looks.findIndex(({ style, scene }) => style === item.style && scene === item.scene),
  );
  for (const sprite of spritesOf(item)) {
    const drawn = await drawSprite(sprite, canvas, new Map([[item.logo.sha256, item.logo.path]]));
    const layer = createCanvas(drawn.width, drawn.height);
    layer.getContext('2d').putImageData(new ImageData(drawn.rgba, drawn.width, drawn.height), 0, 0);
    picture.drawImage(layer, drawn.x, drawn.y);
  }
  const { width, height } = cell[item.format];
  const small = await sharp(frame.toBuffer('image/png'))
    .resize(width, height, { kernel: 'lanczos3' })
    .ensureAlpha()
    .raw()
    .toBuffer();
  context.putImageData(new ImageData(new Uint8ClampedArray(small), width, height), item.x, item.y);
}

/** What is on screen in the middle of the scene's first words. */
function spritesOf({ language, style, scene, logo, format }: Cell & { logo: Logo }): SpriteSpec[] {
  const sample = samples[language];
  const media = { sha256: logo.sha256, kind: 'image' as const };
  const look: BrandLook = {
    name: 'Bom Bakery',
    colors: defaultBrandColors,
    logo: media,
    watermark: { position: 'top-left', opacity: 0.9 },
    cta: { text: sample.cta, url: 'https://bombakery.example' },
  };
  const kind = scene === 'hook' ? 'hook' : scene === 'card' ? 'cta' : 'scene';
  const film = { startFrame: 0, frames: 150, text: sample.text };
  const cues =
    planCaptions({ scenes: [{ ...film, voice: { startMs: 150, endMs: 4600, words: [] } }], language })[0] ?? [];
  const events = planOverlays({
    scene: {
      ...film,
      role: scene === 'card' ? 'end-card' : 'body',
      kind,
      ...(scene === 'title' || (scene === 'hook' && style === 'none') ? { onScreenText: sample.title } : {}),
    },
    cues,
    look,
    captions: { style, position: 'bottom' },
    language,
    format,
  });
  const at = events.find((event) => event.sprite.kind === 'caption' && secondWordLit(event.sprite))?.fromFrame ?? 30;
  return events.filter((event) => event.fromFrame <= at && at < event.toFrame).map((event) => event.sprite);
}

function secondWordLit(sprite: SpriteSpec): boolean {
  if (sprite.kind !== 'caption' || sprite.style === 'line') return sprite.kind === 'caption';
  return sprite.lines.flatMap((line) => line.words)[1]?.state === 'active';
}

/** Sky, hills and lights: something with bright, dark and busy parts. */
function paintPhoto(context: SKRSContext2D, { width, height }: { width: number; height: number }, seed: number): void {
  const sky = context.createLinearGradient(0, 0, width * 0.3, height);
  const hues = [
    ['#FDE7C3', '#F19A6B', '#5B3A5E', '#1B2238'],
    ['#DDF1FF', '#8FC1E3', '#4F7F6A', '#22382F'],
    ['#FFF6E8', '#E8C9A0', '#A9744F', '#3B2618'],
  ];
  (hues[seed % hues.length] ?? []).forEach((color, at, all) => sky.addColorStop(at / (all.length - 1), color));
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  for (let spot = 0; spot < 22; spot++) {
    const angle = (spot + seed) * 2.39996;
    const radius = width * (0.02 + 0.09 * Math.abs(Math.sin(angle * 3)));
    const glow = context.createRadialGradient(0, 0, 0, 0, 0, radius);
    glow.addColorStop(0, spot % 3 === 0 ? 'rgba(255,250,235,0.55)' : 'rgba(255,200,120,0.22)');
    glow.addColorStop(0.8, spot % 3 === 0 ? 'rgba(255,250,235,0.35)' : 'rgba(60,20,20,0.2)');
    glow.addColorStop(1, 'rgba(0,0,0,0)');
    context.save();
    context.translate((0.5 + 0.5 * Math.cos(angle * 1.7)) * width, (0.15 + 0.85 * ((spot * 0.618) % 1)) * height);
    context.fillStyle = glow;
    context.fillRect(-radius, -radius, 2 * radius, 2 * radius);
    context.restore();
  }
}

async function makeLogo(folder: string): Promise<Logo> {
  const canvas = createCanvas(420, 140);
  const context = canvas.getContext('2d');
  context.fillStyle = '#0F766E';
  context.beginPath();
  context.arc(70, 70, 60, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = '#FFFFFF';
  context.font = '800 84px Inter';
  context.fillText('B', 44, 100);
  context.fillStyle = '#0F766E';
  context.font = '800 76px Inter';
  context.fillText('bakery', 145, 96);
  const path = join(folder, 'logo.png');
  const bytes = canvas.toBuffer('image/png');
  writeFileSync(path, bytes);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), path };
}

await main();
