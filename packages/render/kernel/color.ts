// sRGB to Y'CbCr, BT.709 matrix (ITU-R BT.709-6, 3.4), limited range, 4:2:0 with chroma sited left as H.264 signals it:
// a chroma sample lies on every second luma column and between two rows.

const HALF: i32 = 1 << 15;
// Q16: 219/255 * (0.2126, 0.7152, 0.0722) and 224/255 * 0.5 / (1 - 0.0722), / (1 - 0.2126).
const Y_R: i32 = 11966;
const Y_G: i32 = 40254;
const Y_B: i32 = 4064;
const U_R: i32 = -6596;
const U_G: i32 = -22189;
const U_B: i32 = 28785;
const V_R: i32 = 28785;
const V_G: i32 = -26145;
const V_B: i32 = -2640;

function luma(r: i32, g: i32, b: i32): i32 {
  return 16 + ((Y_R * r + Y_G * g + Y_B * b + HALF) >> 16);
}

/** Rows of packed RGB -> rows of a padded luma plane. */
export function rgbToLuma(rgb: usize, width: i32, height: i32, target: usize, stride: i32): void {
  for (let j = 0; j < height; j++) {
    const row = target + <usize>(j * stride);
    for (let i = 0; i < width; i++) {
      store<u8>(row + <usize>i, <u8>luma(load<u8>(rgb), load<u8>(rgb, 1), load<u8>(rgb, 2)));
      rgb += 3;
    }
  }
}

/** Packed RGB (even width and height) -> both chroma planes; columns are filtered 1-2-1, rows averaged in pairs. */
export function rgbToChroma(rgb: usize, width: i32, height: i32, u: usize, v: usize, stride: i32): void {
  const rowBytes = <usize>(width * 3);
  const half: i32 = 1 << 18;
  for (let j = 0; j < height; j += 2) {
    const to = <usize>((j >> 1) * stride);
    for (let i = 0; i < width; i += 2) {
      const here = rgb + <usize>(i * 3);
      const left = i === 0 ? here : here - 3;
      const right = here + 3;
      const r = columnSum(left, here, right, rowBytes);
      const g = columnSum(left + 1, here + 1, right + 1, rowBytes);
      const b = columnSum(left + 2, here + 2, right + 2, rowBytes);
      const at = to + <usize>(i >> 1);
      store<u8>(u + at, <u8>min(max(128 + ((U_R * r + U_G * g + U_B * b + half) >> 19), 0), 255));
      store<u8>(v + at, <u8>min(max(128 + ((V_R * r + V_G * g + V_B * b + half) >> 19), 0), 255));
    }
    rgb += rowBytes * 2;
  }
}

/** Eight times the mean of a 3 x 2 neighbourhood weighted 1-2-1. */
function columnSum(left: usize, here: usize, right: usize, down: usize): i32 {
  return (
    <i32>load<u8>(left) +
    <i32>load<u8>(left + down) +
    ((<i32>load<u8>(here) + <i32>load<u8>(here + down)) << 1) +
    <i32>load<u8>(right) +
    <i32>load<u8>(right + down)
  );
}

/**
 * Packed straight-alpha RGBA (even width and height, starting on an even pixel of the frame) -> cleared planes y, alpha (rows of
 * `stride`) and u, v, chroma alpha (rows of `chromaStride`). Colour is weighted by alpha, so that edges don't darken.
 */
export function rgbaToSprite(
  rgba: usize,
  width: i32,
  height: i32,
  y: usize,
  alpha: usize,
  stride: i32,
  u: usize,
  v: usize,
  chromaAlpha: usize,
  chromaStride: i32,
): void {
  for (let j = 0; j < height; j++) {
    const row = <usize>(j * stride);
    for (let i = 0; i < width; i++) {
      const from = rgba + <usize>((j * width + i) << 2);
      const cover = load<u8>(from, 3);
      // Most of a sprite is clear, and its planes are cleared.
      if (cover === 0) continue;
      store<u8>(y + row + <usize>i, <u8>luma(load<u8>(from), load<u8>(from, 1), load<u8>(from, 2)));
      store<u8>(alpha + row + <usize>i, cover);
    }
  }
  for (let j = 0; j < height; j += 2) {
    for (let i = 0; i < width; i += 2) {
      const at = <usize>((j >> 1) * chromaStride + (i >> 1));
      if (isClear(rgba, width, i, j)) continue;
      spriteChroma(rgba, width, i, j);
      store<u8>(u + at, <u8>spriteU);
      store<u8>(v + at, <u8>spriteV);
      store<u8>(chromaAlpha + at, <u8>spriteAlpha);
    }
  }
}

/** Nothing of the 3 x 2 pixels that a chroma sample is made of is seen. */
function isClear(rgba: usize, width: i32, i: i32, j: i32): bool {
  const upper = rgba + <usize>((j * width + i) << 2);
  const lower = upper + <usize>(width << 2);
  const before: usize = i === 0 ? 0 : 4;
  const seen =
    load<u32>(upper - before) |
    load<u32>(upper) |
    load<u32>(upper + 4) |
    load<u32>(lower - before) |
    load<u32>(lower) |
    load<u32>(lower + 4);
  return seen >>> 24 === 0;
}

let spriteU: i32 = 128;
let spriteV: i32 = 128;
let spriteAlpha: i32 = 0;

function spriteChroma(rgba: usize, width: i32, i: i32, j: i32): void {
  let r: f32 = 0,
    g: f32 = 0,
    b: f32 = 0,
    cover: f32 = 0;
  for (let dy = 0; dy < 2; dy++) {
    for (let dx = -1; dx < 2; dx++) {
      const column = i + dx;
      if (column < 0 || column >= width) continue;
      const from = rgba + <usize>(((j + dy) * width + column) << 2);
      const a = <f32>load<u8>(from, 3) * (dx === 0 ? 2 : 1);
      r += a * <f32>load<u8>(from);
      g += a * <f32>load<u8>(from, 1);
      b += a * <f32>load<u8>(from, 2);
      cover += a;
    }
  }
  // What lies outside the sprite is transparent, so eight always divides.
  spriteAlpha = <i32>nearest(cover / 8);
  if (cover === 0) return;
  const scale = <f32>1 / (cover * 65536);
  spriteU = <i32>min(max(nearest(<f32>128 + (<f32>U_R * r + <f32>U_G * g + <f32>U_B * b) * scale), 0), 255);
  spriteV = <i32>min(max(nearest(<f32>128 + (<f32>V_R * r + <f32>V_G * g + <f32>V_B * b) * scale), 0), 255);
}

/** Replicates a plane's first and last columns into its padding. */
export function padColumns(plane: usize, stride: i32, width: i32, height: i32, left: i32, right: i32): void {
  for (let j = 0; j < height; j++) {
    const row = plane + <usize>(j * stride);
    memory.fill(row - <usize>left, load<u8>(row), <usize>left);
    memory.fill(row + <usize>width, load<u8>(row + <usize>(width - 1)), <usize>right);
  }
}
