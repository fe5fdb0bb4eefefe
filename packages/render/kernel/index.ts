export { sumPair } from './relaxed';
export { filterRows, mixRows, planColumns, resamplePlane } from './resample';
export { planColumnsSharp, resamplePlaneSharp } from './resample-sharp';
export { blendBytes, blendSpritePlane, wipePlane } from './blend';
export { padColumns, rgbaToSprite, rgbToChroma, rgbToLuma } from './color';
