import { costOf, modelPrices, priceOf } from './prices.ts';

const none = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
const million = 1_000_000;
const dollar = 100 * million;

describe('the price of a call', () => {
  test.each([
    ['claude-opus-5-5', { input: 4, output: 20, cacheWrite5m: 5, cacheWrite1h: 8, cacheRead: 0.2 }],
    ['claude-sonnet-5-5', { input: 2, output: 10, cacheWrite5m: 2.5, cacheWrite1h: 4, cacheRead: 0.1 }],
    ['claude-fable-5-1', { input: 10, output: 50, cacheWrite5m: 12.5, cacheWrite1h: 20, cacheRead: 0.25 }],
  ])('of %s is what the sheet says for each kind of token', (model, dollars) => {
    const price = priceOf(model);
    for (const [kind, amount] of Object.entries(dollars))
      expect(costOf(price, { ...none, [kind]: million })).toBe(amount * dollar);
  });

  test('rises for the whole of a long haiku prompt, cached tokens included', () => {
    const price = priceOf('claude-haiku-5-5');
    expect(costOf(price, { ...none, input: 100_000 })).toBe(0.01 * dollar);
    expect(costOf(price, { ...none, input: 100_000, cacheRead: 10_000 })).toBe(0.05 * dollar + 0.0005 * dollar);
  });

  test('is a whole number of micro-cents, however few the tokens', () => {
    expect(costOf(priceOf('claude-haiku-5-5'), { ...none, cacheRead: 3 })).toBe(3);
  });

  test('of a dated name of a model is that of the model, and of no other that begins alike', () => {
    expect(priceOf('claude-sonnet-5-5-20261007').model).toBe('claude-sonnet-5-5');
    expect(priceOf('claude-sonnet-5')).toMatchObject({ model: 'claude-sonnet-5', rates: { cacheRead: 0.2 } });
    expect(priceOf('claude-opus-5-6').source).toContain('dearest');
  });

  test('is the one of its day', () => {
    expect(priceOf('claude-sonnet-5-5', '2026-09-30').rates.cacheRead).toBe(0.2);
    expect(priceOf('claude-sonnet-5-5', '2026-10-07').rates.cacheRead).toBe(0.1);
  });

  test('of an unknown model is the dearest', () => {
    const dearest = Math.max(...modelPrices.map(({ rates }) => rates.output));
    expect(priceOf('claude-of-tomorrow').rates.output).toBe(dearest);
  });

  test('has a date and a source in every row', () => {
    for (const { since, source } of modelPrices) {
      expect(since).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(source).not.toBe('');
    }
  });
});
