import type { MediaRef, MotionPath, Segment, View } from '@bom/render';
import { stillSize } from './photograph.ts';

export const canvas = { width: 1080, height: 1920, fps: 30 };

/** 1536 x 2688 is 4:7: what a 9:16 frame can show of it. */
const shown = (stillSize.height * 9) / 16 / stillSize.width;

/** In fractions of the part that a 9:16 frame can show. */
export interface FrameMove {
  from: View;
  to: View;
}

const whole: View = { x: 0, y: 0, width: 1, height: 1 };
const square = (x: number, y: number, size: number): View => ({ x, y, width: size, height: size });
/** Zooms and pans at the speeds that films use. */
const moves: FrameMove[] = [
  { from: whole, to: square(0.07, 0.06, 0.87) },
  { from: square(0.01, 0.05, 0.89), to: square(0.09, 0.05, 0.89) },
  { from: square(0.06, 0.07, 0.87), to: whole },
  { from: square(0.05, 0.02, 0.89), to: square(0.05, 0.1, 0.89) },
];

export function moveOf(index: number): FrameMove {
  return moves[index % moves.length] as FrameMove;
}

export function segmentOf(index: number, frames: number, media: MediaRef): Segment {
  const { from, to } = moveOf(index);
  const path: MotionPath = { preset: 'drift', from: inPicture(from), to: inPicture(to), easing: 'linear' };
  const place = { key: String(index), index, startFrame: index * frames, kind: 'scene' as const, scene: index };
  return { ...place, frames, canvas, backdrop: { kind: 'still', media, path }, overlays: [], profile: 'standard' };
}

function inPicture(view: View): View {
  const left = (1 - shown) / 2;
  return { x: left + view.x * shown, y: view.y, width: view.width * shown, height: view.height };
}

/** The same moves as filter graphs of ffmpeg, from the still's file to frames. */
export const filterWays = {
  zoompan: (move: FrameMove, frames: number) => zoompan(move, frames, ''),
  'zoompan on 4x': (move: FrameMove, frames: number) => zoompan(move, frames, ',scale=iw*4:ih*4:flags=lanczos'),
  'perspective cubic': perspective,
} as const;

const toVideo = 'scale=out_color_matrix=bt709:out_range=tv:flags=lanczos+accurate_rnd,format=yuv420p';
const cropped = 'crop=1512:2688';

function zoompan(move: FrameMove, frames: number, before: string): string {
  const at = viewWords(move, `on/${frames - 1}`);
  const size = `s=${canvas.width}x${canvas.height}:fps=${canvas.fps}:d=${frames}`;
  return `${cropped},${toVideo}${before},zoompan=z='1/(${at.width})':x='iw*(${at.x})':y='ih*(${at.y})':${size}`;
}

/** Its `on` counts from 1, and it works at the size of its input. */
function perspective(move: FrameMove, frames: number): string {
  const at = viewWords(move, `(on-1)/${frames - 1}`);
  const [left, top] = [`W*(${at.x})`, `H*(${at.y})`];
  const [right, bottom] = [`W*(${at.x}+${at.width})`, `H*(${at.y}+${at.width})`];
  const corners = [`x0='${left}':y0='${top}'`, `x1='${right}':y1='${top}'`, `x2='${left}':y2='${bottom}'`];
  const size = `scale=${canvas.width}:${canvas.height}:out_color_matrix=bt709:out_range=tv:flags=lanczos+accurate_rnd,format=yuv420p`;
  return [
    `${cropped},${size},loop=${frames - 1}:1:0,setpts=N/30/TB,fps=30`,
    `perspective=${corners.join(':')}:x3='${right}':y3='${bottom}':interpolation=cubic:sense=source:eval=frame`,
  ].join(',');
}

/** Widths change by equal factors from frame to frame, as in our own paths. */
function viewWords({ from, to }: FrameMove, time: string): { x: string; y: string; width: string } {
  const factor = to.width / from.width;
  const share = Math.abs(factor - 1) < 1e-6 ? `(${time})` : `((pow(${factor},${time})-1)/${factor - 1})`;
  const word = (a: number, b: number): string => `(${a}+${b - a}*${share})`;
  return { x: word(from.x, to.x), y: word(from.y, to.y), width: word(from.width, to.width) };
}
