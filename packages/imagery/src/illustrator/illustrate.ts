import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCanvas } from '@napi-rs/canvas';
import { CancelledError, type BrandColors, type Format } from '@bom/domain';
import { pictureSize } from '../picture-size.ts';
import { Brush } from './brushes.ts';
import { chooseSubject, type SubjectChoice } from './choose-subject.ts';
import { finishPicture } from './finish.ts';
import { createPalette, moods } from './palette.ts';
import { createRandom, hashOf } from './random.ts';
import { settings } from './settings/index.ts';
import type { Setting, Stage } from './stage.ts';
import type { Subject } from './subject.ts';

export interface IllustrationRequest {
  narration: string;
  visual: string;
  title?: string | undefined;
  brandName: string;
  colors: BrandColors;
  format: Format;
  index: number;
  total: number;
  seed: string;
}

export interface Illustration {
  bytes: Buffer;
  mimeType: 'image/jpeg';
  width: number;
  height: number;
}

interface Plan extends Omit<SubjectChoice, 'companions'> {
  /** Only wide frames have room for it. */
  companion: Subject | undefined;
  setting: Setting;
  mood: (typeof moods)[number];
  mirrored: boolean;
  zoom: number;
  leanX: number;
  habit: number;
}

/** High enough that grain and gradients survive; a picture has about 1 MB. */
const jpegQuality = 92;

/**
 * Draws a scene fitted to its words, in the brand's colours, without any letters: setting, subject, light. The same
 * request gives the same bytes. Neighbouring indexes differ in hour, setting, distance and direction.
 */
export async function illustrate(request: IllustrationRequest, signal: AbortSignal): Promise<Illustration> {
  const { width, height } = pictureSize(request.format);
  const plan = planPicture(request);
  const canvas = createCanvas(width, height);
  const random = createRandom(request.seed, request.brandName, request.index, request.narration, request.visual);
  const brush = new Brush({ ctx: canvas.getContext('2d'), palette: createPalette(request.colors, plan.mood), random });
  const stage = setStage(brush, { width, height, plan });
  for (const layer of layersOf(plan, stage)) {
    await breathe(signal);
    layer(brush);
  }
  await breathe(signal);
  finishPicture(brush, width, height);
  return { bytes: await canvas.encode('jpeg', jpegQuality), mimeType: 'image/jpeg', width, height };
}

/** The picture's choices, before anything is drawn. The steps are coprime, so that no two of a film's scenes agree in all. */
export function planPicture(request: Omit<IllustrationRequest, 'colors' | 'total' | 'seed' | 'format'>): Plan {
  const { companions, ...choice } = chooseSubject(request);
  const turn = request.index + (hashOf(request.brandName, 'turn') % 30);
  const fitting = settings.filter(({ place }) => choice.subject.places.includes(place));
  // A round of moods later, the settings have moved on by two more.
  const setting = fitting[(turn + 2 * Math.floor(turn / moods.length)) % fitting.length];
  if (!setting) throw new RangeError(`No setting suits the subject "${choice.subject.name}".`);
  return {
    ...choice,
    setting,
    companion: companions.find(({ places }) => places.includes(setting.place)),
    mood: moods[turn % moods.length] ?? 'morning',
    mirrored: turn % 2 === 1,
    zoom: [1, 1.07, 0.92, 1.03][turn % 4] ?? 1,
    leanX: [0, 0.05, -0.05][turn % 3] ?? 0,
    habit: (hashOf(request.brandName, 'habit') % 1000) / 1000,
  };
}

/** Half the subject's size as a share of the frame's shorter side, and where its middle lies. */
const framing = {
  vertical: { half: 0.39, middle: 0.41 },
  square: { half: 0.33, middle: 0.44 },
  horizontal: { half: 0.34, middle: 0.45 },
};

function setStage(brush: Brush, options: { width: number; height: number; plan: Plan }): Stage {
  const { width, height, plan } = options;
  const frame = width === height ? framing.square : width > height ? framing.horizontal : framing.vertical;
  const unit = Math.min(width, height) * frame.half * plan.zoom;
  const middleX = width * (0.5 + plan.leanX);
  const middleY = height * frame.middle;
  if (plan.mirrored) brush.ctx.setTransform(-unit, 0, 0, unit, width - middleX, middleY);
  else brush.ctx.setTransform(unit, 0, 0, unit, middleX, middleY);
  const [left, right] = [-middleX / unit, (width - middleX) / unit];
  const [top, bottom] = [-middleY / unit, (height - middleY) / unit];
  return { left, right, top, bottom, width: right - left, height: bottom - top, habit: plan.habit };
}

/** Only wide frames have room for a second thing beside the subject. */
const companionFrom = 3.4;

function layersOf(plan: Plan, stage: Stage): ((brush: Brush) => void)[] {
  const layers = [(brush: Brush) => plan.setting.back(brush, stage)];
  if (stage.width > companionFrom)
    layers.push((brush) =>
      brush.at({ x: 1.62, y: 0.36, scale: 0.64, scaleX: plan.mirrored ? -1 : 1 }, () => plan.companion?.draw(brush)),
    );
  // A glow behind the subject keeps it clear of a dark setting.
  layers.push((brush) => brush.haze(0, -0.1, 1.6, brush.palette.sun, brush.palette.dark ? 0.22 : 0.12));
  // Only the setting is mirrored: a chart that rises must not fall.
  const scaleX = plan.mirrored ? -1 : 1;
  layers.push((brush) => brush.at({ scaleX }, () => plan.subject.draw(brush)));
  layers.push((brush) => plan.setting.front?.(brush, stage));
  return layers;
}

/** Drawing is a second of pure computing: between layers others get their turn, and a cancel is heard. */
async function breathe(signal: AbortSignal): Promise<void> {
  await nextTurn();
  if (signal.aborted) throw new CancelledError('The picture was cancelled while it was drawn.');
}
