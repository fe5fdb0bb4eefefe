// Mixing of whole frames and of sprites over them. Factors are Q15, 32767 stands for one and is exact.
import { multiplyQ15 } from './relaxed';

/** to = a + (b - a) * factor, over `bytes` bytes rounded up to 8. */
export function blendBytes(a: usize, b: usize, to: usize, bytes: i32, factor: i32): void {
  const weight = i16x8.splat(<i16>factor);
  for (let i: usize = 0; i < <usize>bytes; i += 8) {
    const mixed = mix(v128.load_ext<u8>(a + i), v128.load_ext<u8>(b + i), weight);
    v128.store64_lane(to + i, i8x16.narrow_i16x8_u(mixed, mixed), 0);
  }
}

/** Lays one plane of a sprite (its alpha beside it, rows of `stride` bytes, a multiple of 16) over a frame's plane. */
export function blendSpritePlane(
  color: usize,
  alpha: usize,
  stride: i32,
  rows: i32,
  target: usize,
  targetStride: i32,
  factor: i32,
): void {
  const fade = i16x8.splat(<i16>factor);
  for (let j = 0; j < rows; j++) {
    for (let i: usize = 0; i < <usize>stride; i += 8) {
      const cover = v128.load_ext<u8>(alpha + i);
      if (!v128.any_true(cover)) continue;
      const mixed = mix(v128.load_ext<u8>(target + i), v128.load_ext<u8>(color + i), weigh(cover, fade));
      v128.store64_lane(target + i, i8x16.narrow_i16x8_u(mixed, mixed), 0);
    }
    color += stride;
    alpha += stride;
    target += targetStride;
  }
}

function mix(under: v128, over: v128, weight: v128): v128 {
  const step = multiplyQ15(i16x8.shl(i16x8.sub(over, under), 6), weight);
  return i16x8.add(under, i16x8.shr_s(i16x8.add(step, i16x8.splat(32)), 6));
}

/** Alpha 0..255 as Q15 (255 -> 32767), times the fade. */
function weigh(alpha: v128, fade: v128): v128 {
  return multiplyQ15(i16x8.add(i16x8.shl(alpha, 7), i16x8.shr_u(alpha, 1)), fade);
}

/** Columns from `edge` (px, may lie between two) to the right are taken from `from`, the rest stays. */
export function wipePlane(from: usize, target: usize, width: i32, height: i32, edge: f64): void {
  const start = min(max(edge, 0.0), <f64>width);
  const whole = <i32>Math.ceil(start);
  const share = <i32>nearest((<f64>whole - start) * 256.0);
  for (let j = 0; j < height; j++) {
    const row = <usize>(j * width);
    if (share > 0 && whole > 0) {
      const at = row + <usize>(whole - 1);
      const under = <i32>load<u8>(target + at);
      const over = <i32>load<u8>(from + at);
      store<u8>(target + at, <u8>(under + (((over - under) * share + 128) >> 8)));
    }
    memory.copy(target + row + <usize>whole, from + row + <usize>whole, <usize>(width - whole));
  }
}
