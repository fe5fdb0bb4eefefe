import type { Canvas } from '../timeline/timeline.ts';

/** A clip shorter than its scene is slowed down by at most this; its last frame is held for the rest. */
const maxSlowing = 1.5;

/**
 * Pure: the filter graph from a clip to frames of the canvas, labelled `[out]`. Time comes first (slowed, one frame per
 * tick, the last one held, the wanted frames cut out), so that no frame is scaled in vain.
 */
export function clipGraph(request: {
  clip: { durationMs: number; untaggedHd: boolean };
  canvas: Canvas;
  fit: 'cover' | 'blurred-fill';
  firstFrame: number;
  askedFrames: number;
  sceneFrames: number;
}): string {
  const { clip, canvas, firstFrame, askedFrames } = request;
  const wantedMs = (request.sceneFrames / canvas.fps) * 1000;
  const slowing = clip.durationMs > 0 ? Math.min(maxSlowing, Math.max(1, wantedMs / clip.durationMs)) : 1;
  const time = [
    `[0:v:0]setpts=(PTS-STARTPTS)*${slowing.toFixed(6)}`,
    `fps=${canvas.fps}`,
    'tpad=stop=-1:stop_mode=clone',
    `trim=start_frame=${firstFrame}:end_frame=${firstFrame + askedFrames}`,
    'setpts=PTS-STARTPTS',
  ].join(',');
  return request.fit === 'cover'
    ? `${time},${cover(canvas, clip.untaggedHd)},setsar=1,format=yuv420p[out]`
    : `${time}${blurredFill(canvas, clip.untaggedHd)}`;
}

/** Untagged HD is BT.709 by convention, but swscale would read it as BT.601. */
function scale(size: string, untaggedHd: boolean): string {
  const matrix = untaggedHd ? ':in_color_matrix=bt709' : '';
  return `scale=${size}:flags=bicubic+accurate_rnd+full_chroma_int${matrix}:out_color_matrix=bt709:out_range=tv`;
}

function cover({ width, height }: { width: number; height: number }, untaggedHd: boolean): string {
  return `${scale(`${width}:${height}:force_original_aspect_ratio=increase`, untaggedHd)},crop=${width}:${height}`;
}

/** The whole clip before a soft, darkened copy of itself; blurred small, where it costs little. */
function blurredFill(canvas: Canvas, untaggedHd: boolean): string {
  const small = { width: evenPart(canvas.width / 8), height: evenPart(canvas.height / 8) };
  const fitted = `${canvas.width}:${canvas.height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  return [
    ',split[a][b]',
    `;[a]${cover(small, untaggedHd)},gblur=sigma=${(small.width / 24).toFixed(2)},eq=brightness=-0.08`,
    `,${scale(`${canvas.width}:${canvas.height}`, false)},format=yuv420p[back]`,
    `;[b]${scale(fitted, untaggedHd)},format=yuv420p[front]`,
    ';[back][front]overlay=(W-w)/2:(H-h)/2,setsar=1,format=yuv420p[out]',
  ].join('');
}

function evenPart(px: number): number {
  return Math.max(2, 2 * Math.round(px / 2));
}
