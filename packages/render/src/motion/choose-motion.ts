import type { Canvas, MediaRef, MotionPath, View } from '../timeline.ts';

export interface MotionRequest {
  /** Any number; which of the motions the picture takes follows from it. */
  seed: number;
  picture: MediaRef;
  canvas: Canvas;
  frames: number;
  /** It would move as its neighbour does, so it drifts. */
  relief?: boolean;
}

type Preset = MotionPath['preset'];

const presets: Preset[] = ['zoom-in', 'pan-right', 'zoom-out', 'pan-left', 'zoom-in', 'pan-up', 'zoom-out', 'pan-down'];
/** Stands between two of one kind; never chosen for itself. */
const reliefPreset: Preset = 'drift';
const families: Record<Preset, string> = {
  'zoom-in': 'zoom-in',
  'zoom-out': 'zoom-out',
  'pan-left': 'across',
  'pan-right': 'across',
  'pan-up': 'upright',
  'pan-down': 'upright',
  drift: 'drift',
  hold: 'hold',
};
/** Zoom per second of a picture, and its bounds: slow enough to watch, fast enough to be seen. */
const zoomPerSecond = 0.03;
const minZoom = 1.06;
const maxZoom = 1.2;
/** Pans keep so much of the width to move in when the picture has no room of its own. */
const panZoom = 1.12;
/** A drift also comes a little nearer on its way. */
const driftZoom = 1.17;
const directions = {
  'pan-left': { dx: -1, dy: 0 },
  'pan-right': { dx: 1, dy: 0 },
  'pan-up': { dx: 0, dy: -1 },
  'pan-down': { dx: 0, dy: 1 },
  drift: { dx: 0.6, dy: -0.6 },
};
/** A pan crosses at most so many of its own widths a second. */
const panPerSecond = 0.05;
/** Pictures smaller than this show their pixels when moved; they are held. */
const minMovedPx = 64;

/**
 * A path for one picture: pure, the same for the same request. Every view has exactly the canvas's shape, lies inside
 * the picture, and is at most 1.2 times smaller than the largest one; motion goes toward, or starts from, the focus.
 */
export function chooseMotion(request: MotionRequest): MotionPath {
  const { picture, canvas, frames } = request;
  const whole = wholeView(request);
  const focus = picture.focus ?? { x: 0.5, y: 0.5 };
  const preset = choosePreset(request);
  if (preset === 'hold') {
    const still = viewAround({ whole, zoom: 1, center: focus });
    return { preset, from: still, to: still, easing: 'linear' };
  }
  return { preset, ...endsOf(preset, { whole, focus, seconds: frames / canvas.fps }), easing: 'smooth' };
}

/** What a picture's motion is like, seen by itself: neighbours of one kind need relief. */
export function motionKindOf(request: Omit<MotionRequest, 'relief'>): string {
  return families[choosePreset(request)];
}

function choosePreset(request: MotionRequest): Preset {
  const { width, height } = sizeOf(request);
  if (Math.min(width, height) < minMovedPx || request.frames < 2) return 'hold';
  if (request.relief) return reliefPreset;
  const start = Math.abs(Math.trunc(request.seed)) % presets.length;
  const turned = [...presets.slice(start), ...presets.slice(0, start)];
  const whole = wholeView(request);
  // A picture much wider than the frame is best told by going across it, a much taller one by going along it.
  const fitting = whole.width < 0.6 ? 'across' : whole.height < 0.6 ? 'upright' : null;
  return turned.find((preset) => fitting === null || families[preset] === fitting) ?? reliefPreset;
}

function wholeView(request: MotionRequest): { width: number; height: number } {
  const { width, height } = sizeOf(request);
  return largestView(width / height, request.canvas.width / request.canvas.height);
}

function sizeOf({ picture, canvas }: MotionRequest): { width: number; height: number } {
  return { width: picture.width ?? canvas.width, height: picture.height ?? canvas.height };
}

/** The largest view of the canvas's shape, in fractions of the picture. */
function largestView(pictureShape: number, canvasShape: number): { width: number; height: number } {
  const ratio = canvasShape / pictureShape;
  return { width: Math.min(1, ratio), height: Math.min(1, 1 / ratio) };
}

function endsOf(
  preset: Preset,
  room: { whole: { width: number; height: number }; focus: { x: number; y: number }; seconds: number },
): { from: View; to: View } {
  const { whole, focus, seconds } = room;
  const zoom = Math.min(maxZoom, Math.max(minZoom, 1 + zoomPerSecond * seconds));
  const wide = viewAround({ whole, zoom: 1, center: focus });
  const close = viewAround({ whole, zoom, center: focus });
  if (preset === 'zoom-in') return { from: wide, to: close };
  if (preset === 'zoom-out') return { from: close, to: wide };
  if (preset === 'hold') return { from: wide, to: wide };
  const ends = panEnds({ ...room, ...directions[preset] });
  if (preset !== 'drift') return ends;
  return { from: ends.from, to: viewAround({ whole, zoom: driftZoom, center: centerOf(ends.to) }) };
}

/** Both ends of a pan in a direction, about the focus, moved inside the picture as one. */
function panEnds(pan: {
  whole: { width: number; height: number };
  focus: { x: number; y: number };
  seconds: number;
  dx: number;
  dy: number;
}): { from: View; to: View } {
  const { whole, focus, seconds, dx, dy } = pan;
  const width = whole.width / panZoom;
  const height = whole.height / panZoom;
  const reach = Math.min(0.35, Math.max(0.08, panPerSecond * seconds));
  const travelX = Math.min(1 - width, reach * width) * dx;
  const travelY = Math.min(1 - height, reach * height) * dy;
  const middleX = inside(focus.x, width / 2 + Math.abs(travelX) / 2);
  const middleY = inside(focus.y, height / 2 + Math.abs(travelY) / 2);
  const end = (sign: number): View =>
    viewAround({
      whole,
      zoom: panZoom,
      center: { x: middleX + (sign * travelX) / 2, y: middleY + (sign * travelY) / 2 },
    });
  return { from: end(-1), to: end(1) };
}

function viewAround(view: {
  whole: { width: number; height: number };
  zoom: number;
  center: { x: number; y: number };
}): View {
  const width = view.whole.width / view.zoom;
  const height = view.whole.height / view.zoom;
  const x = inside(view.center.x, width / 2) - width / 2;
  const y = inside(view.center.y, height / 2) - height / 2;
  return { x: Math.min(1 - width, Math.max(0, x)), y: Math.min(1 - height, Math.max(0, y)), width, height };
}

/** The nearest centre whose half-length keeps within 0..1. */
function inside(center: number, half: number): number {
  return Math.min(1 - half, Math.max(half, center));
}

function centerOf(view: View): { x: number; y: number } {
  return { x: view.x + view.width / 2, y: view.y + view.height / 2 };
}
