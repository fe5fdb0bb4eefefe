export { planCaptions, type CaptionScene } from './plan-captions.ts';
export { planOverlays, type OverlayRequest, type OverlayScene } from './plan-overlays.ts';
export { toSrt, toVtt } from './write-subtitles.ts';
export { cleanText, columnsOf, graphemesOf, isRtl } from './clean-text.ts';
export { fontStack } from './font-stack.ts';
export { joinWords, spaceBetween, splitWords } from './split-words.ts';
export { breakLines } from './break-lines.ts';
