import type { Theme } from './subject.ts';
import { food } from './subjects/food.ts';

export const themes: readonly Theme[] = [food];
