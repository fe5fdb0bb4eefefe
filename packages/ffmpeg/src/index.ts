export { runFfmpeg, type FfmpegRun } from './run-ffmpeg.ts';
export { runFilterReport, type FilterReport } from './run-filter-report.ts';
export { probeMedia, type MediaProbe, type MediaStream } from './probe-media.ts';
export { countFrames } from './count-frames.ts';
export { ffmpegVersion } from './ffmpeg-version.ts';
export type { FfmpegInput, FfmpegOutput, FileInput, GeneratedInput, StreamInput } from './ffmpeg-arguments.ts';
export type { FfmpegProgress } from './progress.ts';
export type { ProbeLimits } from './run-ffprobe.ts';
