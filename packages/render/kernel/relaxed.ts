// Instructions of relaxed SIMD where the module is built with it, and the same results without. Each is one instruction on
// x86-64, and several without; what the standard leaves open about them is never asked for here.

/** Bytes of `window` by their numbers, 0..15; zero for 0x80. */
export function pick(window: v128, numbers: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(window, numbers) : i8x16.swizzle(window, numbers);
}

/**
 * u8 pixels times i8 taps, neighbours summed to i16; the sums stay within i16. The standard lets a machine take pixels
 * for signed ones: `sumPair` tells.
 */
export function multiplyPairs(pixels: v128, taps: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i16x8.relaxed_dot_i8x16_i7x16_s(taps, pixels);
  const even = i16x8.mul(v128.and(pixels, i16x8.splat(0xff)), i16x8.shr_s(i16x8.shl(taps, 8), 8));
  return i16x8.add(even, i16x8.mul(i16x8.shr_u(pixels, 8), i16x8.shr_s(taps, 8)));
}

/** a * b / 2^15, rounded; never -2^15 times itself. */
export function multiplyQ15(a: v128, b: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i16x8.relaxed_q15mulr_s(a, b) : i16x8.q15mulr_sat_s(a, b);
}

/** Two pixels of a value, 255 for one, times taps of 50; asked of the machine, as a compiler might know another answer. */
export function sumPair(pixel: i8): i32 {
  return i16x8.extract_lane_s(multiplyPairs(i8x16.splat(pixel), i8x16.splat(50)), 0);
}
