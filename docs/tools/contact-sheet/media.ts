import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { defaultBrandColors, type CallContext, type Format } from '@bom/domain';
import { createImagery } from '@bom/imagery';
import { studyPicture, type MediaRef } from '@bom/render';

export const languages = ['en', 'de', 'ar', 'ja'] as const;
export type Language = (typeof languages)[number];
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', ar: 'العربية', ja: '日本語' };

export interface SheetMedia {
  files: ReadonlyMap<string, string>;
  logo: MediaRef;
  pictures: Record<Format, MediaRef[]>;
  folder: string;
}

const subjects = [
  { narration: 'Fresh bread from the oven', visual: 'a loaf of bread on a wooden table, warm morning light' },
  { narration: 'Coffee and cake in the afternoon', visual: 'a cup of coffee beside a cake in a cosy café' },
  { narration: 'Our shop in the old town', visual: 'a small shop front in an old street at dusk' },
  { narration: 'A walk through the mountains', visual: 'mountains and a lake in the morning' },
  { narration: 'Flowers for the table', visual: 'a bunch of flowers in a vase on a table' },
];

/** Pictures as the product draws them offline, and a logo. */
export async function gatherMedia(folder: string): Promise<SheetMedia> {
  const files = new Map<string, string>();
  const pictures: SheetMedia['pictures'] = { vertical: [], square: [], horizontal: [] };
  for (const format of ['vertical', 'square', 'horizontal'] as const) {
    for (const index of subjects.keys()) pictures[format].push(await drawPicture({ format, index, folder, files }));
  }
  return { files, logo: await drawLogo(folder, files), pictures, folder };
}

async function drawPicture(place: {
  format: Format;
  index: number;
  folder: string;
  files: Map<string, string>;
}): Promise<MediaRef> {
  const { format, index, folder, files } = place;
  const subject = subjects[index] ?? { narration: '', visual: '' };
  const image = await createImagery({ providers: [] }).makeImage(
    {
      ...subject,
      prompt: subject.visual,
      brandName: 'Bom Bakery',
      colors: defaultBrandColors,
      format,
      index,
      total: subjects.length,
      seed: 'contact sheet',
      scene: index,
    },
    offline,
  );
  const name = `${format}-${index}`;
  const path = join(folder, name);
  await writeFile(path, image.bytes);
  files.set(name, path);
  return { sha256: name, kind: 'image', width: image.width, height: image.height, ...(await studyPicture(path)) };
}

const offline: CallContext = {
  signal: new AbortController().signal,
  recordUsage: () => {},
  pending: undefined,
  savePending: () => Promise.resolve(),
  authorizeSpend: () => Promise.resolve(),
};

async function drawLogo(folder: string, files: Map<string, string>): Promise<MediaRef> {
  const canvas = createCanvas(420, 140);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#F59E0B';
  pen.beginPath();
  pen.arc(70, 70, 60, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = '#FFFFFF';
  pen.font = '800 76px Inter';
  pen.fillText('bakery', 145, 96);
  pen.fillStyle = '#10243E';
  pen.font = '800 84px Inter';
  pen.fillText('B', 44, 100);
  const path = join(folder, 'logo.png');
  await writeFile(path, await canvas.encode('png'));
  files.set('logo', path);
  return { sha256: 'logo', kind: 'image' };
}
