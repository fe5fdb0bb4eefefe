export { planCaptions } from './plan-captions.ts';
export { planOverlays } from './plan-overlays.ts';
export { toSrt, toVtt } from './write-subtitles.ts';
