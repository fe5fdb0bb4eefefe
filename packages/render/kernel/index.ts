export { resamplePlane } from './resample';
export { blendBytes, blendSpritePlane, wipePlane } from './blend';
export { padColumns, rgbaToSprite, rgbToChroma, rgbToLuma } from './color';
