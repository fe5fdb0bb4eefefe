export { drawSprite } from './draw-sprite.ts';
export { checkType } from './check-type.ts';
