import type { Theme } from './subject.ts';
import { animals } from './subjects/animals.ts';
import { craft } from './subjects/craft.ts';
import { food } from './subjects/food.ts';
import { journeys } from './subjects/journeys.ts';
import { learning } from './subjects/learning.ts';
import { nature } from './subjects/nature.ts';
import { occasions } from './subjects/occasions.ts';
import { people } from './subjects/people.ts';
import { places } from './subjects/places.ts';
import { progress } from './subjects/progress.ts';
import { technology } from './subjects/technology.ts';
import { time } from './subjects/time.ts';
import { wellness } from './subjects/wellness.ts';

/** Everything that the illustrator can draw in the middle of a picture. */
export const themes: readonly Theme[] = [
  food,
  places,
  people,
  wellness,
  nature,
  craft,
  animals,
  journeys,
  learning,
  occasions,
  technology,
  progress,
  time,
];
