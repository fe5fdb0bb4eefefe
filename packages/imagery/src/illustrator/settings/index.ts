import type { Setting } from '../stage.ts';
import { indoorSettings } from './indoor.ts';
import { outdoorSettings } from './outdoor.ts';
import { studioSettings } from './studio.ts';
import { terraceSettings } from './terrace.ts';

export const settings: readonly Setting[] = [
  ...outdoorSettings,
  ...indoorSettings,
  ...terraceSettings,
  ...studioSettings,
];
