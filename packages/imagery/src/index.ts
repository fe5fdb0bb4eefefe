export { createImagery } from './imagery.ts';
export { pictureSize } from './picture-size.ts';
export type { FalConfig, ImageRequest, Imagery, ImageryConfig, MadeImage, OpenAiConfig } from './types.ts';
