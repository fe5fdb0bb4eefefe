import { fileUrl, pinFormat } from './ffmpeg-arguments.ts';
import { runFfprobe, type ProbeLimits } from './run-ffprobe.ts';

/** Frames that a decoder gets out of the first video stream: slow and true, where headers are fast and may lie. */
export async function countFrames(path: string, limits: ProbeLimits): Promise<number> {
  const pinned = limits.format === undefined ? [] : pinFormat(limits.format);
  const text = await runFfprobe(
    [
      ['-v', 'error', '-protocol_whitelist', 'file', ...pinned],
      ['-count_frames', '-select_streams', 'v:0', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0'],
      ['-i', fileUrl(path)],
    ].flat(),
    limits,
  );
  const frames = Number.parseInt(text, 10);
  return Number.isFinite(frames) ? frames : 0;
}
