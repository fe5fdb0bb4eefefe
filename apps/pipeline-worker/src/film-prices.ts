import { estimateFilm } from '@bom/domain';
import type { FilmEstimate, FilmPrices, Format } from '@bom/domain';
import type { PipelineDeps } from './deps.ts';
import type { Film } from './film.ts';

type Providers = Pick<PipelineDeps, 'llm' | 'imagery' | 'voice'>;

/** What the chosen models charge; a part that is made offline is left out. */
export function pricesOf({ llm, imagery, voice }: Providers, formats: Format[]): FilmPrices {
  return { llm: llm.price, image: imagery.priceOf(formats[0] ?? 'vertical'), voice: voice.price };
}

/** What a film is going to cost, with nothing made yet. */
export function estimateOf(deps: Providers, { brief, script, request }: Film): FilmEstimate {
  return estimateFilm({ brief, script }, pricesOf(deps, request.formats));
}
