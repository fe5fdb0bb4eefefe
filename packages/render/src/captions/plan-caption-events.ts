import type { CaptionPosition, CaptionStyle, Format, SpokenWord } from '@bom/domain';
import { framesPerSecond } from '@bom/domain';
import type { BrandLook, CaptionCue, CaptionLine, FilmScene, OverlayEvent } from '../timeline.ts';
import { isRtl } from './clean-text.ts';
import { groupWords, type GroupRules, type WordGroup } from './group-words.ts';
import { closedGapMs, lingerMs } from './plan-captions.ts';
import { atLineEnd, goesOn, joinWords, withoutMark } from './split-words.ts';
import { captionStyles, sizeScale, type ShownCaptionStyle } from './styles.ts';

const fadeFrames = 3;
/** A hook's caption that begins this soon is there from the first frame. */
const hookLeadFrames = 15;
/** Arabic and Hebrew are set a seventh larger than Latin. */
const rtlScale = 0.86;

interface CaptionEventsRequest {
  cues: CaptionCue[];
  scene: { startFrame: number; kind: FilmScene['kind'] };
  frames: number;
  captions: { style: CaptionStyle };
  position: CaptionPosition;
  look: BrandLook;
  font: string;
  format: Format;
  language: string;
}

/**
 * A cue is read in pages short enough to be set big; each page is one event, or one per word where words light up.
 */
export function planCaptionEvents(request: CaptionEventsRequest): OverlayEvent[] {
  const { style } = request.captions;
  if (style === 'none') return [];
  const words = request.cues.flatMap((cue) => cue.words);
  const pages = groupWords(words, pageRules(style, request));
  const frameOf = frameClock(request);
  const spans = pages.map((page, index) => ({
    page,
    fromFrame: frameOf(page[0]?.[0]?.startMs ?? 0),
    toFrame: frameOf(pageEndMs(page.flat(), pages[index + 1])),
  }));
  // The first frame is the thumbnail: a hook's words are there from the start.
  const first = spans[0];
  if (first && request.scene.kind === 'hook' && first.fromFrame <= hookLeadFrames) first.fromFrame = 0;
  return spans.flatMap(({ page, fromFrame, toFrame }, index) => {
    const starts = page.flat().map((word, at) => (at === 0 ? fromFrame : frameOf(word.startMs)));
    const events = pageEvents({ page, starts, toFrame, style, request });
    const joined = {
      before: spans[index - 1]?.toFrame === fromFrame || fromFrame === 0,
      after: spans[index + 1]?.fromFrame === toFrame,
    };
    return fadeEnds(events, joined);
  });
}

/** Whole milliseconds of the scene come first: rounding those of the film would move frames with the scene. */
function frameClock({ frames, scene }: CaptionEventsRequest): (ms: number) => number {
  const sceneMs = (scene.startFrame * 1000) / framesPerSecond;
  return (ms) => Math.min(frames, Math.max(0, Math.round((Math.round(ms - sceneMs) * framesPerSecond) / 1000)));
}

function pageRules(style: ShownCaptionStyle, { format, position, language }: CaptionEventsRequest): GroupRules {
  const { columns, page } = captionStyles[style];
  const scale = (isRtl('', language) ? rtlScale : 1) / sizeScale(position);
  return { ...page, maxColumns: Math.floor(columns[format] * scale) };
}

function pageEvents(shown: {
  page: WordGroup;
  starts: number[];
  toFrame: number;
  style: ShownCaptionStyle;
  request: CaptionEventsRequest;
}): OverlayEvent[] {
  const { page, starts, style, request } = shown;
  const states = captionStyles[style].animation === 'none' ? [-1] : starts.map((_, index) => index);
  const events = states.map((active): OverlayEvent => {
    const fromFrame = starts[Math.max(0, active)] ?? 0;
    const toFrame = (active < 0 ? undefined : starts[active + 1]) ?? shown.toFrame;
    const sprite = spriteOf({ page, active, style, request });
    return { fromFrame, toFrame, fadeInFrames: 0, fadeOutFrames: 0, sprite };
  });
  return events.filter((event) => event.toFrame > event.fromFrame);
}

function pageEndMs(words: SpokenWord[], next: WordGroup | undefined): number {
  const spokenUntil = words.at(-1)?.endMs ?? 0;
  const nextMs = next?.[0]?.[0]?.startMs ?? Infinity;
  return nextMs - spokenUntil <= closedGapMs ? nextMs : Math.min(spokenUntil + lingerMs, nextMs);
}

function spriteOf(state: {
  page: WordGroup;
  active: number;
  style: ShownCaptionStyle;
  request: CaptionEventsRequest;
}): OverlayEvent['sprite'] {
  const { page, active, style, request } = state;
  let index = 0;
  const lines = page.map((line): CaptionLine => {
    const words = line.map(({ text }): CaptionLine['words'][number] => {
      const at = index++;
      if (active < 0) return { text, state: 'before' };
      return { text, state: at === active ? 'active' : at < active ? 'after' : 'before' };
    });
    return { words: joinPieces(words) };
  });
  const text = joinWords(page.flat().map((word) => word.text));
  return {
    kind: 'caption',
    lines,
    style,
    position: request.position,
    rtl: isRtl(text, request.language),
    font: request.font,
    colors: request.look.colors,
  };
}

/** Pieces of a cut word that share a line are one word again, lit while any of them is said. */
function joinPieces(words: CaptionLine['words']): CaptionLine['words'] {
  const whole: CaptionLine['words'] = [];
  for (const word of words) {
    const before = whole.at(-1);
    if (!before || !goesOn(before.text)) {
      whole.push({ ...word });
      continue;
    }
    before.text = withoutMark(before.text) + word.text;
    if (word.state === 'active' || before.state !== 'active') before.state = word.state;
  }
  return whole.map((word) => ({ ...word, text: atLineEnd(word.text) }));
}

/** Fades only where nothing is before or after: pages that follow each other at once would flicker. */
function fadeEnds(events: OverlayEvent[], joined: { before: boolean; after: boolean }): OverlayEvent[] {
  return events.map((event, index) => {
    const most = Math.min(fadeFrames, Math.floor((event.toFrame - event.fromFrame) / 3));
    return {
      ...event,
      fadeInFrames: index === 0 && !joined.before ? most : 0,
      fadeOutFrames: index === events.length - 1 && !joined.after ? most : 0,
    };
  });
}
