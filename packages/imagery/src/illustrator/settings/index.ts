import type { Setting } from '../stage.ts';
import { indoorSettings } from './indoor.ts';
import { outdoorSettings } from './outdoor.ts';
import { studioSettings } from './studio.ts';

export const settings: readonly Setting[] = [...outdoorSettings, ...indoorSettings, ...studioSettings];
