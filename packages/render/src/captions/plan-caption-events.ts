import type { CaptionPosition, CaptionStyle, Format, SpokenWord } from '@bom/domain';
import { framesPerSecond } from '@bom/domain';
import type { BrandLook, CaptionCue, CaptionLine, OverlayEvent } from '../timeline/timeline.ts';
import { isRtl } from './clean-text.ts';
import { groupWords, type GroupRules, type WordGroup } from './group-words.ts';
import { closedGapMs, lingerMs } from './plan-captions.ts';
import { joinWords } from './split-words.ts';

/** Columns that fill a line at the size each style is set in (see type/caption-metrics.ts). */
const columns: Record<Exclude<CaptionStyle, 'none'>, Record<Format, number>> = {
  karaoke: { vertical: 18, square: 20, horizontal: 30 },
  line: { vertical: 24, square: 28, horizontal: 36 },
  word: { vertical: 11, square: 13, horizontal: 16 },
};
/** The middle is set a quarter larger. */
const middleScale = 0.8;
const fadeFrames = 3;

interface CaptionEventsRequest {
  cues: CaptionCue[];
  scene: { startFrame: number };
  frames: number;
  captions: { style: CaptionStyle };
  position: CaptionPosition;
  look: BrandLook;
  font: string;
  format: Format;
  language: string;
}

/** A cue is read in pages short enough to be set big; each page is one event, or one per word where words light up. */
export function planCaptionEvents(request: CaptionEventsRequest): OverlayEvent[] {
  const { style } = request.captions;
  if (style === 'none') return [];
  const words = request.cues.flatMap((cue) => cue.words);
  const pages = groupWords(words, pageRules(style, request));
  return pages.flatMap((page, index) => pageEvents(page, pages[index + 1], style, request));
}

function pageRules(style: Exclude<CaptionStyle, 'none'>, { format, position }: CaptionEventsRequest): GroupRules {
  const full = columns[style][format];
  const maxColumns = Math.floor(position === 'middle' ? full * middleScale : full);
  if (style === 'word') return { maxColumns, maxLines: 1, maxWords: 3, minMs: 300, maxMs: 1500 };
  return { maxColumns, maxLines: 2, maxWords: style === 'line' ? 12 : 7, minMs: 700, maxMs: 4000 };
}

function pageEvents(
  page: WordGroup,
  next: WordGroup | undefined,
  style: Exclude<CaptionStyle, 'none'>,
  request: CaptionEventsRequest,
): OverlayEvent[] {
  const words = page.flat();
  const frameOf = (ms: number) =>
    Math.min(request.frames, Math.max(0, Math.round((ms * framesPerSecond) / 1000) - request.scene.startFrame));
  const starts = words.map((word) => frameOf(word.startMs));
  const endFrame = frameOf(pageEndMs(words, next));
  // `line` lights nothing up: one state for the whole page.
  const states = style === 'line' ? [-1] : words.map((_, index) => index);
  const events = states.map((active): OverlayEvent => {
    const fromFrame = starts[Math.max(0, active)] ?? 0;
    const toFrame = (active < 0 ? undefined : starts[active + 1]) ?? endFrame;
    return { fromFrame, toFrame, fadeInFrames: 0, fadeOutFrames: 0, sprite: spriteOf(page, active, style, request) };
  });
  return fadeEnds(events.filter((event) => event.toFrame > event.fromFrame));
}

function pageEndMs(words: SpokenWord[], next: WordGroup | undefined): number {
  const spokenUntil = words.at(-1)?.endMs ?? 0;
  const nextMs = next?.[0]?.[0]?.startMs ?? Infinity;
  return nextMs - spokenUntil <= closedGapMs ? nextMs : Math.min(spokenUntil + lingerMs, nextMs);
}

function spriteOf(
  page: WordGroup,
  active: number,
  style: Exclude<CaptionStyle, 'none'>,
  request: CaptionEventsRequest,
): OverlayEvent['sprite'] {
  let index = 0;
  const lines = page.map((line): CaptionLine => ({
    words: line.map(({ text }) => {
      const at = index++;
      if (active < 0) return { text, state: 'before' };
      return { text, state: at === active ? 'active' : at < active ? 'after' : 'before' };
    }),
  }));
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

/** A page fades in with its first state and out with its last; in between the light just moves on. */
function fadeEnds(events: OverlayEvent[]): OverlayEvent[] {
  return events.map((event, index) => {
    const third = Math.floor((event.toFrame - event.fromFrame) / 3);
    return {
      ...event,
      fadeInFrames: index === 0 ? Math.min(fadeFrames, third) : 0,
      fadeOutFrames: index === events.length - 1 ? Math.min(fadeFrames, third) : 0,
    };
  });
}
