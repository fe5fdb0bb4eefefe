export { drawSprite } from './draw-sprite.ts';
export { checkType } from './check-type.ts';
export { chooseFont, missingGlyphs, type FontChoice } from './fonts.ts';
export { contrastRatio, luminance } from './contrast.ts';
export { safeArea, type Rect } from './safe-area.ts';
