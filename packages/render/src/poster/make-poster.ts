import { stat } from 'node:fs/promises';
import { TransientError } from '@bom/domain';
import { runFfmpeg } from '@bom/ffmpeg';
import type { Segment, Timeline } from '../timeline/timeline.ts';

const timeoutMs = 60_000;
/** JPEG is full-range BT.601; the film is limited BT.709. */
const jpegColors =
  'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc:flags=accurate_rnd+full_chroma_int,format=yuvj420p';

/**
 * Writes the film's cover as JPEG, in the film's size: the hook (or the first scene), once its title and picture stand.
 * Throws TransientError `poster_missing`, and as `runFfmpeg` does.
 */
export async function makePoster(request: {
  file: string;
  timeline: Timeline;
  out: string;
  signal: AbortSignal;
}): Promise<void> {
  const { file, timeline, out, signal } = request;
  const frame = posterFrame(timeline);
  // Half a frame early: seeking takes the first frame at or after.
  const seconds = Math.max(0, (frame - 0.5) / timeline.canvas.fps);
  await runFfmpeg({
    inputs: [{ path: file, format: 'mov', options: ['-ss', seconds.toFixed(4)] }],
    outputs: [
      { path: out, options: ['-map', '0:v:0', '-frames:v', '1', '-vf', jpegColors, '-q:v', '3', '-f', 'mjpeg'] },
    ],
    signal,
    timeoutMs,
  });
  const { size } = await stat(out);
  if (size === 0) throw new TransientError('poster_missing', 'No cover could be taken from the film; try again.');
}

/** The frame of the film that says most by itself. */
export function posterFrame(timeline: Timeline): number {
  const segment = timeline.segments.find((candidate) => candidate.overlays.some(isTitle)) ?? timeline.segments[0];
  if (!segment) return 0;
  const title = segment.overlays.find(isTitle);
  const entered = Math.max(segment.transition?.frames ?? 0, title ? title.fromFrame + title.fadeInFrames : 0);
  const ends = title ? title.toFrame - title.fadeOutFrames : segment.frames;
  const settled = entered + Math.floor(Math.max(0, ends - entered) * 0.4);
  return segment.startFrame + Math.min(settled, segment.frames - 1);
}

function isTitle(event: Segment['overlays'][number]): boolean {
  return event.sprite.kind === 'title' && event.sprite.role === 'hook';
}
