export { resamplePlane } from './resample';
export { resamplePlaneSharp } from './resample-sharp';
export { blendBytes, blendSpritePlane, wipePlane } from './blend';
export { padColumns, rgbaToSprite, rgbToChroma, rgbToLuma } from './color';
