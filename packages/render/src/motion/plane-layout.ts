/** One 8-bit plane in the kernel's memory; `at` is the address of its first pixel, rows are `stride` bytes apart. */
export interface Plane {
  at: number;
  stride: number;
  width: number;
  height: number;
}

/** Y, U, V of a picture in 4:2:0. */
export interface Picture {
  width: number;
  height: number;
  planes: [Plane, Plane, Plane];
}

/** Bytes on either side of each row of a picture: taps beyond the edge, and whole 16-byte windows. */
export const padding = 16;

/** Where the planes of a padded picture lie when it starts at `at`; sizes are even. */
export function layOutPicture(width: number, height: number, at = 0): { picture: Picture; bytes: number } {
  const chroma = { width: width / 2, height: height / 2 };
  const sizes = [{ width, height }, chroma, chroma];
  let next = at;
  const planes = sizes.map((size): Plane => {
    const stride = roundUp(size.width, 16) + 2 * padding;
    const plane = { at: next + padding, stride, ...size };
    next += stride * size.height;
    return plane;
  });
  return { picture: { width, height, planes: planes as Picture['planes'] }, bytes: next - at };
}

/** A frame as the encoder wants it: planes without gaps. */
export function layOutFrame(width: number, height: number, at = 0): { picture: Picture; bytes: number } {
  const chroma = { stride: width / 2, width: width / 2, height: height / 2 };
  const luma = width * height;
  return {
    picture: {
      width,
      height,
      planes: [
        { at, stride: width, width, height },
        { at: at + luma, ...chroma },
        { at: at + luma + luma / 4, ...chroma },
      ],
    },
    bytes: (luma * 3) / 2,
  };
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
