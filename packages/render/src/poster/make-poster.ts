import { stat } from 'node:fs/promises';
import { TransientError } from '@bom/domain';
import { runFfmpeg } from '@bom/ffmpeg';
import type { Segment, Timeline } from '../timeline.ts';

const timeoutMs = 60_000;
/** JPEG is full-range BT.601; the film is limited BT.709. */
const jpegColors =
  'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc:flags=accurate_rnd+full_chroma_int,format=yuvj420p';

/**
 * Writes the film's cover as JPEG, in the film's size: the hook (or the first scene), once its title and picture
 * stand. Throws TransientError `poster_missing`, and as `runFfmpeg` does.
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

/**
 * The frame of the film that says most by itself: in the hook, once the picture has entered, while its title stands
 * or the caption with the most words does.
 */
export function posterFrame(timeline: Timeline): number {
  const segment = timeline.segments.find((candidate) => candidate.overlays.some(isText)) ?? timeline.segments[0];
  if (!segment) return 0;
  const entered = segment.transition?.frames ?? 0;
  const shown = segment.overlays.filter((event) => isText(event) && middleOf(event) >= entered);
  const best = shown.toSorted((a, b) => wordsIn(b) - wordsIn(a))[0];
  const frame = best ? middleOf(best) : entered + Math.floor((segment.frames - entered) * 0.4);
  return segment.startFrame + Math.min(frame, segment.frames - 1);
}

type Overlay = Segment['overlays'][number];

function isText({ sprite }: Overlay): boolean {
  return sprite.kind === 'title' || sprite.kind === 'caption';
}

function middleOf(event: Overlay): number {
  return Math.floor((event.fromFrame + event.fadeInFrames + event.toFrame - event.fadeOutFrames) / 2);
}

/** A title says it all at once. */
function wordsIn({ sprite }: Overlay): number {
  if (sprite.kind === 'title') return Infinity;
  return sprite.kind === 'caption' ? sprite.lines.reduce((sum, line) => sum + line.words.length, 0) : 0;
}
