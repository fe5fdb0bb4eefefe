import type { Canvas } from '../timeline.ts';

/** How a clip's colours are to be read: by its tags, as BT.709 for want of any, or as HDR (HLG or PQ). */
export type ClipColor = 'tagged' | 'untagged-hd' | 'hdr';

/** A clip shorter than its scene is slowed down by at most this; its last frame is held for the rest. */
const maxSlowing = 1.5;

/**
 * Pure: the filter graph from a clip to frames of the canvas, labelled `[out]`. Time comes first (slowed, one frame
 * per tick, the last one held, the wanted frames cut out), so that no frame is scaled in vain.
 */
export function clipGraph(request: {
  clip: { durationMs: number; color: ClipColor };
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
    ? `${time},${cover(canvas, clip.color)},setsar=1,format=yuv420p[out]`
    : `${time}${blurredFill(canvas, clip.color)}`;
}

interface Size {
  width: number;
  height: number;
}

/** Any picture of the clip -> frames of the canvas in BT.709, what sticks out cut off. */
function cover({ width, height }: Size, color: ClipColor): string {
  return scale(`${width}:${height}:force_original_aspect_ratio=increase`, color, `,crop=${width}:${height}`);
}

/**
 * Scales and goes over to BT.709. Untagged HD is that by convention, but swscale would read it as BT.601. HDR is
 * tone-mapped (Hable's curve, 203 cd/m2 white as of ITU-R BT.2408), after all else, since that works in floating
 * point.
 */
function scale(size: string, color: ClipColor, then = ''): string {
  const start = `scale=${size}:flags=bicubic+accurate_rnd+full_chroma_int`;
  if (color === 'hdr') return `${start}${then},${toneMapping}`;
  const matrix = color === 'untagged-hd' ? ':in_color_matrix=bt709' : '';
  return `${start}${matrix}:out_color_matrix=bt709:out_range=tv${then}`;
}

const toneMapping = [
  'zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709',
  'tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv:p=bt709',
].join(',');

/** The whole clip before a soft, darkened copy of itself; blurred small, where it costs little. */
function blurredFill(canvas: Canvas, color: ClipColor): string {
  const small = { width: evenPart(canvas.width / 8), height: evenPart(canvas.height / 8) };
  const fitted = `${canvas.width}:${canvas.height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  return [
    ',split[a][b]',
    `;[a]${cover(small, color)},format=yuv420p,gblur=sigma=${(small.width / 24).toFixed(2)},eq=brightness=-0.08`,
    `,${scale(`${canvas.width}:${canvas.height}`, 'untagged-hd')},format=yuv420p[back]`,
    `;[b]${scale(fitted, color)},format=yuv420p[front]`,
    ';[back][front]overlay=(W-w)/2:(H-h)/2,setsar=1,format=yuv420p[out]',
  ].join('');
}

function evenPart(px: number): number {
  return Math.max(2, 2 * Math.round(px / 2));
}
