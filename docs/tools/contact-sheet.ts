/**
 * Draws docs/images/contact-sheet.jpg: every transition and every caption style in the three formats and four languages,
 * from frames of rendered films. Run: npx tsx --conditions=@bom/source docs/tools/contact-sheet.ts [OUT.jpg]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import type { Format } from '@bom/domain';
import sharp from 'sharp';
import { gatherMedia, languages, languageNames, type Language, type SheetMedia } from './contact-sheet/media.ts';
import { renderLook, renderTransition, looks, transitions, type Still } from './contact-sheet/render-still.ts';

const gap = 9;
const margin = 28;
const labelHeight = 44;
const bandGap = 18;
/** A vertical film, and beside it a square one above a horizontal one: as high together, to the pixel. */
const large = { vertical: [216, 384], square: [240, 240], horizontal: [240, 135] } as const;
const small = { vertical: [177, 314], square: [195, 195], horizontal: [195, 110] } as const;
type Sizes = typeof large | typeof small;

const width =
  2 * margin + looks.length * (large.vertical[0] + large.square[0]) + (2 * looks.length - 1) * gap + bandGap;
const height =
  margin +
  labelHeight +
  small.vertical[1] +
  languages.length * (labelHeight + large.vertical[1] + bandGap) +
  margin +
  bandGap;

async function main(): Promise<void> {
  const out = process.argv[2] ?? join(import.meta.dirname, '../images/contact-sheet.jpg');
  const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-'));
  try {
    await drawSheet(await gatherMedia(folder), out);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function drawSheet(media: SheetMedia, out: string): Promise<void> {
  const sheet = createCanvas(width, height);
  const pen = sheet.getContext('2d');
  pen.fillStyle = '#12151A';
  pen.fillRect(0, 0, width, height);
  await drawTransitions(pen, media);
  for (const [band, language] of languages.entries()) {
    const y = margin + labelHeight + small.vertical[1] + bandGap + band * (labelHeight + large.vertical[1] + bandGap);
    await drawLanguage(pen, { media, language, y });
  }
  const jpeg = await sharp(sheet.toBuffer('image/png')).jpeg({ quality: 84, mozjpeg: true }).toBuffer();
  await sharp(jpeg).toFile(out);
  process.stdout.write(`${out}: ${width}x${height}, ${Math.round(jpeg.length / 1024)} KB\n`);
}

async function drawTransitions(pen: SKRSContext2D, media: SheetMedia): Promise<void> {
  const groupWidth = small.vertical[0] + gap + small.square[0];
  const step = (width - 2 * margin - groupWidth) / (transitions.length - 1);
  for (const [at, kind] of transitions.entries()) {
    const x = Math.round(margin + at * step);
    label(pen, { text: kind, x, y: margin });
    await drawFormats(pen, {
      sizes: small,
      places: { tall: x, wide: x + small.vertical[0] + gap, y: margin + labelHeight },
      still: (format) => renderTransition({ kind, format, language: languages[at % languages.length]!, media }),
    });
  }
}

/** Vertical films at the left, the same styles in the other formats at the right. */
async function drawLanguage(
  pen: SKRSContext2D,
  { media, language, y }: { media: SheetMedia; language: Language; y: number },
): Promise<void> {
  const wideStart = margin + looks.length * (large.vertical[0] + gap) + bandGap;
  for (const [at, look] of looks.entries()) {
    const tall = margin + at * (large.vertical[0] + gap);
    const wide = wideStart + at * (large.square[0] + gap);
    label(pen, { text: look.name, x: tall, y, more: at === 0 ? languageNames[language] : '' });
    label(pen, { text: look.name, x: wide, y });
    await drawFormats(pen, {
      sizes: large,
      places: { tall, wide, y: y + labelHeight },
      still: (format) => renderLook({ look, format, language, media }),
    });
  }
}

async function drawFormats(
  pen: SKRSContext2D,
  group: {
    sizes: Sizes;
    places: { tall: number; wide: number; y: number };
    still: (format: Format) => Promise<Still>;
  },
): Promise<void> {
  const { sizes, places } = group;
  const at = {
    vertical: [places.tall, places.y],
    square: [places.wide, places.y],
    horizontal: [places.wide, places.y + sizes.square[1] + gap],
  } as const;
  for (const format of ['vertical', 'square', 'horizontal'] as const) {
    const [x, y] = at[format];
    const [cellWidth, cellHeight] = sizes[format];
    const png = await sharp(await group.still(format))
      .resize(cellWidth, cellHeight, { kernel: 'lanczos3', fit: 'fill' })
      .png()
      .toBuffer();
    pen.drawImage(await loadImage(png), x, y);
  }
}

function label(pen: SKRSContext2D, line: { text: string; x: number; y: number; more?: string }): void {
  pen.font = '700 25px Inter';
  pen.textBaseline = 'middle';
  const y = line.y + labelHeight / 2;
  let { x } = line;
  if (line.more) {
    pen.fillStyle = '#F5A524';
    pen.fillText(line.more, x, y);
    x += pen.measureText(`${line.more}  `).width;
  }
  pen.fillStyle = '#AEB6C2';
  pen.fillText(line.text, x, y);
}

await main();
