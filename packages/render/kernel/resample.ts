// Sub-pixel resampling of one 8-bit plane: axis-aligned, separable, 4-tap Catmull-Rom.
// R. G. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -0.5.
// Weights are Q14 and sum to exactly one; rows between the passes are i16 with 6 fraction bits.

const TAP_ONE: i32 = 16384;
/** Eight rows between the passes: four that are mixed, and what pairs of rows read ahead. */
const RING: i32 = 7;
/** One record per four output columns: tap masks 0-1 and 2-3, weights 0-1 and 2-3, offset of the 16-byte window. */
const RECORD_BYTES: i32 = 80;
/** Planes are padded by replication: so many bytes on the left, and more on the right (`PADDING` in planes.ts). */
const PAD_LEFT: i32 = 4;
const PAD_TAPS_RIGHT: i32 = 4;

let tap0: i32 = 0;
let tap1: i32 = 0;
let tap2: i32 = 0;
let tap3: i32 = 0;

/**
 * Output pixel (i, j) samples the source at (startX + i * stepX, startY + j * stepY), in source pixels where pixel n's
 * centre is n. `scratch` holds 20 bytes per output column, and 8 rows of i16; see `scratchBytes` in kernel.ts.
 * Writes whole groups of 16 bytes: a row's surplus is overwritten by the next row, the last row's lies past the plane.
 */
export function resamplePlane(
  source: usize,
  stride: i32,
  width: i32,
  height: i32,
  target: usize,
  targetWidth: i32,
  targetHeight: i32,
  startX: f64,
  stepX: f64,
  startY: f64,
  stepY: f64,
  scratch: usize,
): void {
  const columns = (targetWidth + 15) & ~15;
  const groups = columns >> 2;
  const rows = scratch + <usize>(groups * RECORD_BYTES);
  const rowBytes = columns << 1;
  buildColumns(scratch, groups, width, startX, stepX);
  let done: i32 = i32.MIN_VALUE;
  for (let j = 0; j < targetHeight; j++) {
    const position = startY + <f64>j * stepY;
    const row = <i32>Math.floor(min(max(position, -2.0), <f64>height + 1.0));
    setTaps(position - Math.floor(position));
    for (let r = max(done + 1, row - 1); r <= row + 2; r += 2) {
      filterRows(
        source + <usize>(min(max(r, 0), height - 1) * stride),
        source + <usize>(min(max(r + 1, 0), height - 1) * stride),
        scratch,
        groups,
        rows + <usize>((r & RING) * rowBytes),
        rows + <usize>(((r + 1) & RING) * rowBytes),
      );
      done = r + 1;
    }
    mixRows(
      rows + <usize>(((row - 1) & RING) * rowBytes),
      rows + <usize>((row & RING) * rowBytes),
      rows + <usize>(((row + 1) & RING) * rowBytes),
      rows + <usize>(((row + 2) & RING) * rowBytes),
      target + <usize>(j * targetWidth),
      columns,
    );
  }
}

/** Taps for a position between two pixels; what rounding leaves over goes to the largest tap. */
function setTaps(f: f64): void {
  const f2 = f * f;
  const f3 = f2 * f;
  tap0 = <i32>nearest((-0.5 * f3 + f2 - 0.5 * f) * TAP_ONE);
  tap1 = <i32>nearest((1.5 * f3 - 2.5 * f2 + 1.0) * TAP_ONE);
  tap2 = <i32>nearest((-1.5 * f3 + 2.0 * f2 + 0.5 * f) * TAP_ONE);
  tap3 = <i32>nearest((0.5 * f3 - 0.5 * f2) * TAP_ONE);
  const rest = TAP_ONE - tap0 - tap1 - tap2 - tap3;
  if (f < 0.5) tap1 += rest;
  else tap2 += rest;
}

function buildColumns(table: usize, groups: i32, width: i32, start: f64, step: f64): void {
  const lowest = 1 - PAD_LEFT;
  const highest = width - 1 + PAD_TAPS_RIGHT - 2;
  for (let g = 0; g < groups; g++) {
    const record = table + <usize>(g * RECORD_BYTES);
    const first = min(max(<i32>Math.floor(start + <f64>(g * 4) * step), lowest), highest) - 1;
    store<i32>(record, first, 64);
    for (let k = 0; k < 4; k++) {
      const position = start + <f64>(g * 4 + k) * step;
      const whole = Math.floor(position);
      setTaps(position - whole);
      const at = <u8>min(min(max(<i32>whole, lowest), highest) - 1 - first, 12);
      const byte = record + <usize>(k * 4);
      // 0x80 picks nothing: each byte arrives as a zero-extended i16.
      store<u32>(byte, 0x80008000 | (<u32>at) | ((<u32>(at + 1)) << 16));
      store<u32>(byte, 0x80008000 | (<u32>(at + 2)) | ((<u32>(at + 3)) << 16), 16);
      store<u32>(byte, (tap0 & 0xffff) | (tap1 << 16), 32);
      store<u32>(byte, (tap2 & 0xffff) | (tap3 << 16), 48);
    }
  }
}

/** Two u8 rows -> two i16 rows with 6 fraction bits, rounded down; `mixRows` takes the half back. */
function filterRows(fromA: usize, fromB: usize, table: usize, groups: i32, toA: usize, toB: usize): void {
  let record = table;
  for (let g = 0; g < groups; g += 2) {
    const offset = <usize>load<i32>(record, 64);
    const masks01 = v128.load(record);
    const masks23 = v128.load(record, 16);
    const taps01 = v128.load(record, 32);
    const taps23 = v128.load(record, 48);
    const lowA = sumTaps(v128.load(fromA + offset), masks01, masks23, taps01, taps23);
    const lowB = sumTaps(v128.load(fromB + offset), masks01, masks23, taps01, taps23);
    const next = <usize>load<i32>(record, 64 + RECORD_BYTES);
    const nextMasks01 = v128.load(record, RECORD_BYTES);
    const nextMasks23 = v128.load(record, 16 + RECORD_BYTES);
    const nextTaps01 = v128.load(record, 32 + RECORD_BYTES);
    const nextTaps23 = v128.load(record, 48 + RECORD_BYTES);
    const highA = sumTaps(v128.load(fromA + next), nextMasks01, nextMasks23, nextTaps01, nextTaps23);
    const highB = sumTaps(v128.load(fromB + next), nextMasks01, nextMasks23, nextTaps01, nextTaps23);
    v128.store(toA, i16x8.narrow_i32x4_s(lowA, highA));
    v128.store(toB, i16x8.narrow_i32x4_s(lowB, highB));
    record += RECORD_BYTES * 2;
    toA += 16;
    toB += 16;
  }
}

/** Four taps of four columns. */
function sumTaps(window: v128, masks01: v128, masks23: v128, taps01: v128, taps23: v128): v128 {
  const sum = i32x4.add(
    i32x4.dot_i16x8_s(i8x16.swizzle(window, masks01), taps01),
    i32x4.dot_i16x8_s(i8x16.swizzle(window, masks23), taps23),
  );
  return i32x4.shr_s(sum, 8);
}

/** Four i16 rows, weighted by the present taps -> one u8 row. */
function mixRows(r0: usize, r1: usize, r2: usize, r3: usize, to: usize, columns: i32): void {
  const w01 = i32x4.splat((tap0 & 0xffff) | (tap1 << 16));
  const w23 = i32x4.splat((tap2 & 0xffff) | (tap3 << 16));
  // Half a step of the result, and the half of a row's step that `filterRows` cuts off.
  const half = i32x4.splat(0x80000 + 0x2000);
  for (let i = 0; i < columns; i += 8) {
    const at = <usize>(i << 1);
    const a = v128.load(r0 + at);
    const b = v128.load(r1 + at);
    const c = v128.load(r2 + at);
    const d = v128.load(r3 + at);
    const low = i32x4.add(
      i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11), w01),
      i32x4.dot_i16x8_s(v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11), w23),
    );
    const high = i32x4.add(
      i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15), w01),
      i32x4.dot_i16x8_s(v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15), w23),
    );
    const sum = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), 20), i32x4.shr_s(i32x4.add(high, half), 20));
    v128.store64_lane(to + <usize>i, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}
