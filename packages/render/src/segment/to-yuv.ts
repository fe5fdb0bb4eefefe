/** `#rrggbb` -> Y, U, V of BT.709 limited range (ITU-R BT.709-6), as the kernel converts pictures. */
export function toYuv(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  const [red, green, blue] = [(value >> 16) & 255, (value >> 8) & 255, value & 255].map((part) => part / 255) as [
    number,
    number,
    number,
  ];
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [
    Math.round(16 + 219 * luma),
    Math.round(128 + (224 * (blue - luma)) / 1.8556),
    Math.round(128 + (224 * (red - luma)) / 1.5748),
  ];
}
