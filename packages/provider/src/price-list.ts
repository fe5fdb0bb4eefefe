export interface DatedPrice {
  model: string;
  /** From this day on (UTC), until a later entry of the same model. */
  since: string;
  source: string;
}

export interface PriceList<Price extends DatedPrice> {
  prices: readonly Price[];
  /** What an unknown model is taken for: as dear as the dearest that we know, so that budgets err on the safe side. */
  unknown: Omit<Price, keyof DatedPrice>;
}

/**
 * A model's price on a day. Dated, so that an old film's cost stays what it was: the newest entry that has begun counts, the
 * oldest where none has. A dated name (`gpt-4o-mini-tts-2025-12-15`, `claude-haiku-4-5-20251001`) is its model's.
 */
export function createPriceList<Price extends DatedPrice>({ prices, unknown }: PriceList<Price>) {
  return (model: string, day: string = new Date().toISOString().slice(0, 10)): Price => {
    const name = model.replace(/-(\d{4}|\d{8}|\d{4}-\d\d-\d\d)$/u, '');
    const known = prices
      .filter((price) => price.model === model || price.model === name)
      .toSorted((a, b) => b.since.localeCompare(a.since));
    const begun = known.find(({ since }) => since <= day) ?? known.at(-1);
    return begun ?? ({ ...unknown, model, since: day, source: 'the dearest known model' } as unknown as Price);
  };
}
