import { microcentsPerCent, type Format } from '@bom/domain';
import { pictureSize } from './picture-size.ts';

interface Dated {
  model: string;
  /** From this day on (UTC), until a later entry of the same model. */
  since: string;
  source: string;
}

/** What a model costs and how large it draws. Prices are US dollars. */
export interface MegapixelPrice extends Dated {
  firstMegapixel: number;
  extraMegapixel: number;
  /** Above this the model is refused, or falls apart into repeated patterns. */
  maxMegapixels: number;
  maxSide: number;
}

export interface TokenPrice extends Dated {
  perMillionTextIn: number;
  perMillionImageOut: number;
  /** Any multiple of 16, or only the three classic sizes. */
  sizes: 'free' | 'classic';
}

const pricesCheckedOn = '2026-11-22';
const falSource = { since: pricesCheckedOn, source: 'fal.ai/pricing, by way of third-party lists of May 2026' };
const openAiSource = {
  since: pricesCheckedOn,
  source: "developers.openai.com/api/docs/pricing, mirrored by fal's openai/gpt-image-2 page",
};
const dearestSource = { since: pricesCheckedOn, source: 'the dearest known model' };

/** Dated, so that an old film's cost stays what it was. Each started megapixel counts. */
export const falPrices: readonly MegapixelPrice[] = [
  {
    ...falSource,
    model: 'fal-ai/flux/schnell',
    firstMegapixel: 0.003,
    extraMegapixel: 0.003,
    maxMegapixels: 2,
    maxSide: 2048,
  },
  {
    ...falSource,
    model: 'fal-ai/flux/dev',
    firstMegapixel: 0.025,
    extraMegapixel: 0.025,
    maxMegapixels: 2,
    maxSide: 2048,
  },
  {
    ...falSource,
    model: 'fal-ai/flux-1/schnell',
    firstMegapixel: 0.003,
    extraMegapixel: 0.003,
    maxMegapixels: 2,
    maxSide: 2048,
  },
  {
    ...falSource,
    model: 'fal-ai/flux-1/dev',
    firstMegapixel: 0.025,
    extraMegapixel: 0.025,
    maxMegapixels: 2,
    maxSide: 2048,
  },
  {
    ...falSource,
    model: 'fal-ai/flux-pro/v1.1',
    firstMegapixel: 0.055,
    extraMegapixel: 0.055,
    maxMegapixels: 2,
    maxSide: 1440,
  },
  {
    ...falSource,
    model: 'fal-ai/flux-2-pro',
    firstMegapixel: 0.03,
    extraMegapixel: 0.015,
    maxMegapixels: 4,
    maxSide: 2688,
  },
];

export const openAiPrices: readonly TokenPrice[] = [
  { ...openAiSource, model: 'gpt-image-2', perMillionTextIn: 5, perMillionImageOut: 30, sizes: 'free' },
  { ...openAiSource, model: 'gpt-image-1.5', perMillionTextIn: 5, perMillionImageOut: 32, sizes: 'classic' },
  { ...openAiSource, model: 'gpt-image-1-mini', perMillionTextIn: 2, perMillionImageOut: 8, sizes: 'classic' },
];

/** An unknown model is taken for the dearest that we know, so that budgets err on the safe side. */
export function falPriceOf(model: string): MegapixelPrice {
  const dearest: MegapixelPrice = {
    ...dearestSource,
    model,
    firstMegapixel: 0.055,
    extraMegapixel: 0.055,
    maxMegapixels: 2,
    maxSide: 1440,
  };
  return newest(falPrices.filter((price) => price.model === model)) ?? dearest;
}

export function openAiPriceOf(model: string): TokenPrice {
  const known = openAiPrices.filter((price) => model === price.model || /^[-.]/.test(afterPrefix(model, price.model)));
  const longest = Math.max(...known.map((price) => price.model.length));
  const exact = newest(known.filter((price) => price.model.length === longest));
  return exact ?? { ...dearestSource, model, perMillionTextIn: 10, perMillionImageOut: 40, sizes: 'classic' };
}

/** The latest entry that has begun; the earliest where none has. */
function newest<Price extends Dated>(prices: Price[]): Price | undefined {
  const today = new Date().toISOString().slice(0, 10);
  const dated = prices.toSorted((a, b) => b.since.localeCompare(a.since));
  return dated.find(({ since }) => since <= today) ?? dated.at(-1);
}

/** Each started megapixel is billed. */
export function falCost(
  price: MegapixelPrice,
  width: number,
  height: number,
): { megapixels: number; costMicrocents: number } {
  const megapixels = Math.max(1, Math.ceil((width * height) / 1_000_000));
  return { megapixels, costMicrocents: microcentsOf(price.firstMegapixel + price.extraMegapixel * (megapixels - 1)) };
}

export function tokenCost(price: TokenPrice, tokens: { input: number; output: number }): number {
  return microcentsOf((tokens.input * price.perMillionTextIn + tokens.output * price.perMillionImageOut) / 1_000_000);
}

/** OpenAI's published counts for 1024 x 1024 (272, 1056, 4160 tokens), per megapixel. */
const tokensPerMegapixel = { low: 260, medium: 1010, high: 3970 };

export function estimateTokens(options: {
  prompt: string;
  quality: 'low' | 'medium' | 'high';
  width: number;
  height: number;
}): { input: number; output: number } {
  const megapixels = (options.width * options.height) / 1_000_000;
  return {
    input: Math.ceil(options.prompt.length / 3),
    output: Math.ceil(megapixels * tokensPerMegapixel[options.quality]),
  };
}

/** The largest size of the format's shape that the model draws well, never above our own picture size. */
export function falSize(
  format: Format,
  limits: { maxMegapixels: number; maxSide: number },
): { width: number; height: number } {
  const wanted = pictureSize(format);
  const byArea = Math.sqrt((limits.maxMegapixels * 1_000_000) / (wanted.width * wanted.height));
  const scale = Math.min(1, byArea, limits.maxSide / Math.max(wanted.width, wanted.height));
  const snap = (value: number): number => Math.floor((value * scale + 0.001) / 32) * 32;
  return { width: snap(wanted.width), height: snap(wanted.height) };
}

export function openAiSize(format: Format, price: TokenPrice): { width: number; height: number } {
  return price.sizes === 'free' ? pictureSize(format) : classicSizes[format];
}

const classicSizes: Record<Format, { width: number; height: number }> = {
  vertical: { width: 1024, height: 1536 },
  square: { width: 1024, height: 1024 },
  horizontal: { width: 1536, height: 1024 },
};

function microcentsOf(dollars: number): number {
  return Math.round(dollars * 100 * microcentsPerCent);
}

function afterPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : '';
}
