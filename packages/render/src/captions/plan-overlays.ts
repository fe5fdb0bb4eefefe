import type { CaptionPosition, CaptionStyle, Format } from '@bom/domain';
import { framesPerSecond } from '@bom/domain';
import type { BrandLook, CaptionCue, FilmScene, OverlayEvent, SpriteSpec } from '../timeline.ts';
import { cleanText, isRtl } from './clean-text.ts';
import { fontStack } from './font-stack.ts';
import { planCaptionEvents } from './plan-caption-events.ts';

/** Length of a fade, where there is one. */
const fadeFrames = 4;
const endCardDelayFrames = 4;
const titleDelayFrames = 5;
const hookTitleMs = 2500;
/** A title shorter than this cannot be read; it stays until the scene ends. */
const minTitleMs = 1400;

export interface OverlayScene {
  role: 'intro' | 'body' | 'end-card' | 'outro';
  kind: FilmScene['kind'];
  startFrame: number;
  frames: number;
  text: string;
  onScreenText?: string;
}

export interface OverlayRequest {
  scene: OverlayScene;
  /** This scene's cues, as planCaptions gives them (milliseconds of the film). */
  cues: CaptionCue[];
  look: BrandLook;
  captions: { style: CaptionStyle; position: CaptionPosition };
  language: string;
  format: Format;
}

/**
 * What lies above one segment's backdrop, bottom first, in frames of the segment and inside it. The brand's own intro
 * and outro are left as they are. In the hook the spoken words are the title: captions are set large in the middle,
 * and a title is only shown where it says something else, or where captions are off. A scene's on-screen text moves
 * captions to the bottom, and is left out where it only repeats them.
 */
export function planOverlays(request: OverlayRequest): OverlayEvent[] {
  const { scene, look } = request;
  if (scene.role === 'intro' || scene.role === 'outro' || scene.frames < 1) return [];
  if (scene.role === 'end-card') return planEndCard(request);
  const title = planTitle(request);
  const position = captionPosition(request, title !== null);
  return [
    ...planLogo(look, scene.frames),
    ...(title ? [title] : []),
    ...planCaptionEvents({ ...request, frames: scene.frames, position, font: fontStack(look.font, request.language) }),
  ];
}

function captionPosition({ scene, captions }: OverlayRequest, titled: boolean): CaptionPosition {
  if (titled) return 'bottom';
  return scene.kind === 'hook' ? 'middle' : captions.position;
}

function planTitle(request: OverlayRequest): OverlayEvent | null {
  const { scene, captions, look, language } = request;
  const captioned = captions.style !== 'none' && request.cues.length > 0;
  const own = cleanText(scene.onScreenText ?? '');
  const hook = scene.kind === 'hook';
  const text = own === '' && hook && !captioned ? cleanText(scene.text) : own;
  if (text === '' || (captioned && saysTheSame(text, scene.text))) return null;
  const fromFrame = Math.min(hook ? 0 : titleDelayFrames, scene.frames - 1);
  const wantedFrames = hook ? (hookTitleMs * framesPerSecond) / 1000 : scene.frames;
  const left = scene.frames - fromFrame - wantedFrames;
  const toFrame = left < (minTitleMs * framesPerSecond) / 1000 ? scene.frames : fromFrame + wantedFrames;
  return faded({
    fromFrame,
    toFrame,
    // The first frame is the thumbnail: a hook's title is there from the start.
    fadeInFrames: hook ? 0 : fadeFrames,
    fadeOutFrames: toFrame === scene.frames ? 0 : fadeFrames,
    sprite: {
      kind: 'title',
      text,
      role: hook ? 'hook' : 'on-screen',
      rtl: isRtl(text, language),
      font: fontStack(look.font, language),
      colors: look.colors,
    },
  });
}

function planEndCard(request: OverlayRequest): OverlayEvent[] {
  const { scene, look, language, captions } = request;
  const text = cleanText(scene.onScreenText ?? '') || cleanText(look.cta.text ?? '') || cleanText(scene.text);
  const url = cleanText(look.cta.url ?? '');
  const name = cleanText(look.name);
  const font = fontStack(look.font, language);
  const sprite: SpriteSpec = {
    kind: 'end-card',
    name,
    text,
    ...(url === '' ? {} : { url }),
    ...(look.logo ? { logo: look.logo } : {}),
    rtl: isRtl(text || name, language),
    font,
    colors: look.colors,
  };
  const fromFrame = Math.min(endCardDelayFrames, scene.frames - 1);
  const card = faded({ fromFrame, toFrame: scene.frames, fadeInFrames: 6, fadeOutFrames: 0, sprite });
  const drawn = name !== '' || text !== '' || url !== '' || look.logo ? [card] : [];
  if (saysTheSame(text, scene.text)) return drawn;
  // What is said differs from the card: quiet captions beneath it.
  const style = captions.style === 'none' ? 'none' : 'line';
  const quiet = { ...request, captions: { style, position: 'bottom' } as const, position: 'bottom' as const };
  return [...drawn, ...planCaptionEvents({ ...quiet, frames: scene.frames, font })];
}

function planLogo(look: BrandLook, frames: number): OverlayEvent[] {
  const { logo, watermark } = look;
  if (!logo || watermark.opacity <= 0) return [];
  const sprite: SpriteSpec = { kind: 'logo', media: logo, position: watermark.position, opacity: watermark.opacity };
  return [{ fromFrame: 0, toFrame: frames, fadeInFrames: 0, fadeOutFrames: 0, sprite }];
}

/** Fades that an event too short for them cannot hold are cut. */
export function faded(event: OverlayEvent): OverlayEvent {
  const half = Math.floor((event.toFrame - event.fromFrame) / 3);
  return {
    ...event,
    fadeInFrames: Math.min(event.fadeInFrames, half),
    fadeOutFrames: Math.min(event.fadeOutFrames, half),
  };
}

/** Same letters, or one within the other with little else. */
function saysTheSame(shown: string, spoken: string): boolean {
  const a = comparable(shown);
  const b = comparable(spoken);
  if (a === '' || b === '') return a === b;
  return a === b || (b.includes(a) && a.length > 0.7 * b.length);
}

function comparable(text: string): string {
  return cleanText(text)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
