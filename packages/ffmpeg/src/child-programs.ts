import { fileURLToPath } from 'node:url';

/** Wrapper that starts any program so that it dies with this process; the program is its first argument. */
export const runChildPath = fileURLToPath(new URL('../bin/run-child.sh', import.meta.url));

/** The same for ffmpeg, as the single path that fluent-ffmpeg wants. */
export const ffmpegPath = fileURLToPath(new URL('../bin/ffmpeg.sh', import.meta.url));
