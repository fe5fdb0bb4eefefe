import { microcentsPerCent, type Format } from '@bom/domain';
import { createPriceList, type DatedPrice } from '@bom/provider';
import { pictureSize } from './picture-size.ts';

/** What a model costs and how large it draws. Prices are US dollars. */
export interface MegapixelPrice extends DatedPrice {
  firstMegapixel: number;
  extraMegapixel: number;
  /** Above this the model is refused, or falls apart into repeated patterns. */
  maxMegapixels: number;
  maxSide: number;
}

export interface TokenPrice extends DatedPrice {
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

/** Each started megapixel counts. */
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

export const falPriceOf = createPriceList<MegapixelPrice>({
  prices: falPrices,
  unknown: { firstMegapixel: 0.055, extraMegapixel: 0.055, maxMegapixels: 2, maxSide: 1440 },
});

export const openAiPriceOf = createPriceList<TokenPrice>({
  prices: openAiPrices,
  unknown: { perMillionTextIn: 10, perMillionImageOut: 40, sizes: 'classic' },
});

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
