// Sub-pixel resampling of one 8-bit plane: axis-aligned, separable, 4-tap Catmull-Rom.
// R. G. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -0.5.
// Columns first: u8 pixels times i8 taps, whose sum is COLUMN_ONE, summed in i16 without loss. Then rows: Q15 taps that
// bring the sums back to pixels with ROW_BITS fraction bits, rounded once more. Taps sum to exactly one in both.
import { multiplyPairs, multiplyQ15, pick } from './relaxed';

/** Sum of the taps: (1 + 1/8) * 255 times it, Catmull-Rom's largest overshoot, stays within i16, rounding included. */
const COLUMN_ONE: i32 = 112;
const ROW_BITS: i32 = 6;
const ROW_HALF: i16 = 32;
/** 2^ROW_BITS / COLUMN_ONE in Q15. */
const ROW_ONE: i32 = 18725;
/** Mask of eight rows between the passes: up to three that are still needed, and four new ones at a time. */
const RING: i32 = 7;
/** One record per eight output columns: masks of taps 0-1 and 2-3, these taps, offset of the 16-byte window. */
const RECORD_BYTES: i32 = 80;
/** Planes are padded by replication: so many bytes on the left, and more on the right (`padding` in plane-layout.ts). */
const PAD_LEFT: i32 = 4;
const PAD_TAPS_RIGHT: i32 = 4;

let weight0: f64 = 0;
let weight1: f64 = 0;
let weight2: f64 = 0;
let weight3: f64 = 0;

/** Catmull-Rom's weights for a position `f` (0..1) between two pixels. */
function setWeights(f: f64): void {
  const f2 = f * f;
  const f3 = f2 * f;
  weight0 = -0.5 * f3 + f2 - 0.5 * f;
  weight1 = 1.5 * f3 - 2.5 * f2 + 1.0;
  weight2 = -1.5 * f3 + 2.0 * f2 + 0.5 * f;
  weight3 = 0.5 * f3 - 0.5 * f2;
}

/**
 * Fills `table` (10 bytes per column, columns rounded up to 16) for output columns that sample at start + i * step, in
 * source pixels where pixel n's centre is n; `step` is 1.7 at most, for eight columns share a window of 16 bytes.
 */
export function planColumns(table: usize, targetWidth: i32, width: i32, start: f64, step: f64): void {
  const groups = ((targetWidth + 15) & ~15) >> 3;
  const lowest = 1 - PAD_LEFT;
  const highest = width - 1 + PAD_TAPS_RIGHT - 2;
  for (let g = 0; g < groups; g++) {
    const record = table + <usize>(g * RECORD_BYTES);
    const first = min(max(<i32>Math.floor(start + <f64>(g * 8) * step), lowest), highest) - 1;
    store<i32>(record, first, 64);
    for (let k = 0; k < 8; k++) {
      const position = start + <f64>(g * 8 + k) * step;
      const whole = Math.floor(position);
      const at = min(max(<i32>whole, lowest), highest) - 1 - first;
      setWeights(position - whole);
      // The outer taps are rounded, the inner ones then set so that sum and centre of gravity stay what they were.
      const tap0 = <i32>nearest(weight0 * COLUMN_ONE);
      const tap3 = <i32>nearest(weight3 * COLUMN_ONE);
      const tap2 = <i32>nearest((position - whole) * COLUMN_ONE) + tap0 - 2 * tap3;
      const tap1 = COLUMN_ONE - tap0 - tap2 - tap3;
      const pair = record + <usize>(k * 2);
      store<u16>(pair, <u16>(at | ((at + 1) << 8)));
      store<u16>(pair, <u16>((at + 2) | ((at + 3) << 8)), 16);
      store<u16>(pair, <u16>((tap0 & 0xff) | ((tap1 & 0xff) << 8)), 32);
      store<u16>(pair, <u16>((tap2 & 0xff) | ((tap3 & 0xff) << 8)), 48);
    }
  }
}

/**
 * Output row j samples the source at startY + j * stepY, columns as `table` says (from `planColumns`); behind the table
 * is scratch for eight rows of i16 and a row's taps. Writes whole groups of 16 bytes: a row's surplus is overwritten by
 * the next row, the last row's lies past the plane.
 */
export function resamplePlane(
  source: usize,
  stride: i32,
  height: i32,
  target: usize,
  targetWidth: i32,
  targetHeight: i32,
  startY: f64,
  stepY: f64,
  table: usize,
): void {
  const columns = (targetWidth + 15) & ~15;
  const rows = table + <usize>((columns >> 3) * RECORD_BYTES);
  const rowBytes = columns << 1;
  const taps = rows + <usize>((RING + 1) * rowBytes);
  // A step of the loop over columns looks at so many bytes further in the next four rows.
  const aheadStep = <usize>((stride << 2) / (columns >> 3) + 1);
  let done: i32 = i32.MIN_VALUE;
  for (let j = 0; j < targetHeight; j++) {
    const position = startY + <f64>j * stepY;
    const row = <i32>Math.floor(min(max(position, -2.0), <f64>height + 1.0));
    for (let r = max(done + 1, row - 1); r <= row + 2; r += 4) {
      filterRows(
        source + <usize>(min(max(r, 0), height - 1) * stride),
        source + <usize>(min(max(r + 1, 0), height - 1) * stride),
        source + <usize>(min(max(r + 2, 0), height - 1) * stride),
        source + <usize>(min(max(r + 3, 0), height - 1) * stride),
        table,
        rows,
        rows + <usize>((r & RING) * rowBytes),
        rows + <usize>(((r + 1) & RING) * rowBytes),
        rows + <usize>(((r + 2) & RING) * rowBytes),
        rows + <usize>(((r + 3) & RING) * rowBytes),
        source + <usize>(max(min(r + 4, height - 4), 0) * stride),
        aheadStep,
      );
      done = r + 3;
    }
    storeRowTaps(position - Math.floor(position), taps);
    mixRows(
      rows + <usize>(((row - 1) & RING) * rowBytes),
      rows + <usize>((row & RING) * rowBytes),
      rows + <usize>(((row + 1) & RING) * rowBytes),
      rows + <usize>(((row + 2) & RING) * rowBytes),
      taps,
      target + <usize>(j * targetWidth),
      columns,
    );
  }
}

function storeRowTaps(f: f64, taps: usize): void {
  setWeights(f);
  const tap0 = <i32>nearest(weight0 * ROW_ONE);
  const tap1 = <i32>nearest(weight1 * ROW_ONE);
  const tap3 = <i32>nearest(weight3 * ROW_ONE);
  store<i16>(taps, <i16>tap0);
  store<i16>(taps, <i16>tap1, 2);
  store<i16>(taps, <i16>(ROW_ONE - tap0 - tap1 - tap3), 4);
  store<i16>(taps, <i16>tap3, 6);
}

// The inner loops are exported, and taps come to them by memory, because V8 moves what a loop only reads into the loop:
// written in place, the sums above were done anew for every 16 pixels, and took most of the time.

/**
 * Four u8 rows -> four i16 rows of pixels times COLUMN_ONE. Meanwhile the next four are fetched into the cache, `ahead`
 * being the first of them: another program had the cache since the last frame, and four rows that are read side by side
 * look like no stream to the processor.
 */
export function filterRows(
  fromA: usize,
  fromB: usize,
  fromC: usize,
  fromD: usize,
  table: usize,
  end: usize,
  toA: usize,
  toB: usize,
  toC: usize,
  toD: usize,
  ahead: usize,
  aheadStep: usize,
): void {
  let at: usize = 0;
  for (let record = table; record < end; record += RECORD_BYTES) {
    const offset = <usize>load<i32>(record, 64);
    const masks01 = v128.load(record);
    const masks23 = v128.load(record, 16);
    const taps01 = v128.load(record, 32);
    const taps23 = v128.load(record, 48);
    v128.store(toA + at, filterEight(v128.load(fromA + offset), masks01, masks23, taps01, taps23));
    v128.store(toB + at, filterEight(v128.load(fromB + offset), masks01, masks23, taps01, taps23));
    v128.store(toC + at, filterEight(v128.load(fromC + offset), masks01, masks23, taps01, taps23));
    v128.store(toD + at, filterEight(v128.load(fromD + offset), masks01, masks23, taps01, taps23));
    at += 16;
    load<u8>(ahead);
    ahead += aheadStep;
  }
}

function filterEight(window: v128, masks01: v128, masks23: v128, taps01: v128, taps23: v128): v128 {
  return i16x8.add(multiplyPairs(pick(window, masks01), taps01), multiplyPairs(pick(window, masks23), taps23));
}

/** Four i16 rows by four i16 taps -> one u8 row. */
export function mixRows(r0: usize, r1: usize, r2: usize, r3: usize, taps: usize, to: usize, columns: i32): void {
  const taps0 = v128.load16_splat(taps);
  const taps1 = v128.load16_splat(taps, 2);
  const taps2 = v128.load16_splat(taps, 4);
  const taps3 = v128.load16_splat(taps, 6);
  const end = to + <usize>columns;
  while (to < end) {
    const low = mixEight(v128.load(r0), v128.load(r1), v128.load(r2), v128.load(r3), taps0, taps1, taps2, taps3);
    const high = mixEight(
      v128.load(r0, 16),
      v128.load(r1, 16),
      v128.load(r2, 16),
      v128.load(r3, 16),
      taps0,
      taps1,
      taps2,
      taps3,
    );
    v128.store(to, i8x16.narrow_i16x8_u(low, high));
    r0 += 32;
    r1 += 32;
    r2 += 32;
    r3 += 32;
    to += 16;
  }
}

function mixEight(a: v128, b: v128, c: v128, d: v128, taps0: v128, taps1: v128, taps2: v128, taps3: v128): v128 {
  const outer = i16x8.add(multiplyQ15(a, taps0), multiplyQ15(d, taps3));
  const inner = i16x8.add(multiplyQ15(b, taps1), multiplyQ15(c, taps2));
  return i16x8.shr_s(i16x8.add(i16x8.add(outer, inner), i16x8.splat(ROW_HALF)), ROW_BITS);
}
