export type * from './timeline/timeline.ts';
export { planTimeline } from './timeline/plan-timeline.ts';
export { rendererVersion } from './timeline/renderer-version.ts';
export { splitNarration, type SplitRequest, type SplitResult } from './timeline/split-narration.ts';
export { renderAudio, type RenderAudioRequest, type RenderedAudio } from './sound/render-audio.ts';
export { makeMusicBed, type MusicBedRequest } from './sound/make-music-bed.ts';
