export { fetchMedia, type FetchMediaOptions, type LocalMedia } from './fetch-media.ts';
export { hashFile } from './hash-file.ts';
export { inspectMedia, type InspectOptions, type MediaFacts } from './inspect-media.ts';
export { toWav } from './to-wav.ts';
export type { MediaKind, MediaLimits } from './media-types.ts';
