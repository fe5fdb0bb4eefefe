/** Red, green and blue of a `#rrggbb` colour (what follows is not read), each 0 to 1. */
export function rgbOfHex(hex: string): [number, number, number] {
  const number = Number.parseInt(hex.slice(1, 7), 16);
  return [((number >> 16) & 255) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255];
}

/** sRGB's value of a channel as light, 0 to 1 (IEC 61966-2-1). */
export function lightOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Light as sRGB's value of a channel. */
export function valueOf(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** `#rrggbb` of red, green and blue; what is beyond 0 to 1 is cut. */
export function hexOfRgb(rgb: readonly number[]): string {
  const bytes = rgb.map((value) => Math.round(Math.min(1, Math.max(0, value)) * 255));
  return `#${bytes.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
