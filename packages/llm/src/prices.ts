import { microcentsPerCent, type FilmPrices } from '@bom/domain';
import { createPriceList, type DatedPrice } from '@bom/provider';

/** US dollars per million tokens. */
export interface TokenRates {
  input: number;
  output: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
}

export interface ModelPrice extends DatedPrice {
  rates: TokenRates;
  /** Rates of calls whose prompt, cached tokens included, is longer. */
  above?: { promptTokens: number; rates: TokenRates };
}

const modelPages = 'platform.claude.com model pages; cache multipliers by docs.rs/synaps 0.10.2';
const otherTables = 'docs.rs/synaps 0.10.2, which cites platform.claude.com pricing';
const pricingPage = 'platform.claude.com/docs/en/about-claude/pricing';

/** Checked on 2026-11-22. */
export const modelPrices: readonly ModelPrice[] = [
  { model: 'claude-opus-5-5', since: '2026-10-07', rates: rates(4, 20, 0.2), source: modelPages },
  { model: 'claude-sonnet-5-5', since: '2026-10-07', rates: rates(2, 10, 0.1), source: modelPages },
  { model: 'claude-sonnet-5-5', since: '2026-01-01', rates: rates(2, 10, 0.2), source: 'PromptFuel v1.0.23' },
  {
    model: 'claude-haiku-5-5',
    since: '2026-10-07',
    rates: rates(0.1, 0.5, 0.01),
    above: { promptTokens: 100_000, rates: rates(0.5, 2.5, 0.05) },
    source: modelPages,
  },
  { model: 'claude-fable-5-1', since: '2026-10-07', rates: rates(10, 50, 0.25), source: pricingPage },
  { model: 'claude-mythos-5-1', since: '2026-10-07', rates: rates(10, 50, 0.25), source: pricingPage },
  { model: 'claude-fable-5', since: '2026-01-01', rates: rates(10, 50, 1), source: pricingPage },
  { model: 'claude-mythos-5', since: '2026-01-01', rates: rates(10, 50, 1), source: pricingPage },
  { model: 'claude-opus-5', since: '2026-07-24', rates: rates(5, 25, 0.5), source: pricingPage },
  { model: 'claude-opus-4-8', since: '2026-01-01', rates: rates(5, 25, 0.5), source: pricingPage },
  { model: 'claude-opus-4-7', since: '2026-01-01', rates: rates(5, 25, 0.5), source: pricingPage },
  { model: 'claude-opus-4-6', since: '2026-01-01', rates: rates(5, 25, 0.5), source: pricingPage },
  { model: 'claude-opus-4-5', since: '2025-11-01', rates: rates(5, 25, 0.5), source: pricingPage },
  { model: 'claude-sonnet-5', since: '2026-01-01', rates: rates(2, 10, 0.2), source: otherTables },
  { model: 'claude-sonnet-4-6', since: '2026-01-01', rates: rates(3, 15, 0.3), source: otherTables },
  { model: 'claude-sonnet-4-5', since: '2025-11-01', rates: rates(3, 15, 0.3), source: otherTables },
  { model: 'claude-haiku-4-5', since: '2025-11-01', rates: rates(1, 5, 0.1), source: otherTables },
];

export const priceOf = createPriceList<ModelPrice>({ prices: modelPrices, unknown: { rates: rates(10, 50, 1) } });

/** For estimates; nothing is read from the cache. */
export function writerPrice(model: string): NonNullable<FilmPrices['llm']> {
  const { rates: rate } = priceOf(model);
  const perToken = (dollarsPerMillion: number) => (dollarsPerMillion / 1_000_000) * 100 * microcentsPerCent;
  return {
    provider: 'anthropic',
    model,
    perInputToken: perToken(rate.cacheWrite5m),
    perOutputToken: perToken(rate.output),
  };
}

export interface TokenCounts {
  /** Without those read from or written to the cache. */
  input: number;
  output: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
}

/** Millionths of a cent, rounded to a whole one. */
export function costOf(price: ModelPrice, tokens: TokenCounts): number {
  const prompt = tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead;
  const rate = price.above && prompt > price.above.promptTokens ? price.above.rates : price.rates;
  const dollars =
    (tokens.input * rate.input +
      tokens.output * rate.output +
      tokens.cacheWrite5m * rate.cacheWrite5m +
      tokens.cacheWrite1h * rate.cacheWrite1h +
      tokens.cacheRead * rate.cacheRead) /
    1_000_000;
  return Math.round(dollars * 100 * microcentsPerCent);
}

/** Writing to the cache costs 1.25 times a plain token for five minutes, twice for an hour. */
function rates(input: number, output: number, cacheRead: number): TokenRates {
  return { input, output, cacheWrite5m: input * 1.25, cacheWrite1h: input * 2, cacheRead };
}
