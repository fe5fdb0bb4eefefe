import { createPriceList } from './price-list.ts';

const source = 'a page';
const priceOf = createPriceList({
  prices: [
    { model: 'paint', since: '2026-01-01', source, dollars: 2 },
    { model: 'paint', since: '2026-10-07', source, dollars: 1 },
    { model: 'paint-2', since: '2026-06-01', source, dollars: 4 },
  ],
  unknown: { dollars: 9 },
});

describe('the price of a model', () => {
  test.each([
    ['2026-10-06', 2],
    ['2026-10-07', 1],
    // Before its first entry: better an early price than none.
    ['2025-01-01', 2],
  ])('on %s is the entry that has begun', (day, dollars) => {
    expect(priceOf('paint', day).dollars).toBe(dollars);
  });

  test.each(['paint-20261007', 'paint-2026-10-07', 'paint-1007'])('counts for the dated name %s', (model) => {
    expect(priceOf(model, '2026-11-01').dollars).toBe(1);
  });

  test.each(['paint-3', 'paint-20', 'paint.2', 'paint-mini', 'somebody-else'])(
    'that nobody knows (%s) is the dearest',
    (model) => {
      expect(priceOf(model)).toMatchObject({ model, dollars: 9, source: 'the dearest known model' });
    },
  );
});
