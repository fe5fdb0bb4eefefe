import {
  estimateTokens,
  falCost,
  falPriceOf,
  falPrices,
  falSize,
  openAiPriceOf,
  openAiSize,
  tokenCost,
} from './prices.ts';
import { pictureSize } from './picture-size.ts';

const formats = ['vertical', 'square', 'horizontal'] as const;

describe('prices', () => {
  test('bills each started megapixel', () => {
    const dev = falPriceOf('fal-ai/flux/dev');
    expect(falCost(dev, 1000, 1000)).toEqual({ megapixels: 1, costMicrocents: 2_500_000 });
    expect(falCost(dev, 1000, 1001)).toEqual({ megapixels: 2, costMicrocents: 5_000_000 });
  });

  test('bills further megapixels of flux-2-pro at half the price of the first', () => {
    expect(falCost(falPriceOf('fal-ai/flux-2-pro'), 2000, 2000).costMicrocents).toBe(7_500_000);
  });

  test('takes an unknown model for the dearest', () => {
    const known = falPrices.map((price) => falCost(price, 1000, 1000).costMicrocents);
    expect(falCost(falPriceOf('fal-ai/new'), 1000, 1000).costMicrocents).toBe(Math.max(...known));
  });

  test('finds the price of a dated model, and not that of a sister whose name it begins with', () => {
    expect(openAiPriceOf('gpt-image-2-2026-04-21').perMillionImageOut).toBe(30);
    expect(openAiPriceOf('gpt-image-1-mini').perMillionImageOut).toBe(8);
    expect(openAiPriceOf('gpt-image-20').perMillionImageOut).toBe(40);
  });

  test('counts tokens in and out at their own prices', () => {
    expect(tokenCost(openAiPriceOf('gpt-image-2'), { input: 1_000_000, output: 0 })).toBe(500_000_000);
    expect(tokenCost(openAiPriceOf('gpt-image-2'), { input: 0, output: 1_000_000 })).toBe(3_000_000_000);
  });

  test('estimates more for more pixels and for better quality', () => {
    const small = estimateTokens({ prompt: 'a', quality: 'low', width: 1024, height: 1024 });
    const large = estimateTokens({ prompt: 'a', quality: 'low', width: 2048, height: 2048 });
    const fine = estimateTokens({ prompt: 'a', quality: 'high', width: 1024, height: 1024 });
    expect(large.output).toBeGreaterThan(small.output * 3);
    expect(fine.output).toBeGreaterThan(small.output * 10);
  });
});

describe('sizes', () => {
  test.each(falPrices)('stay within the limits of $model, in the shape of the format', (price) => {
    for (const format of formats) {
      const size = falSize(format, price);
      const wanted = pictureSize(format);
      expect(size.width * size.height).toBeLessThanOrEqual(price.maxMegapixels * 1_000_000);
      expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(price.maxSide);
      expect([size.width % 32, size.height % 32]).toEqual([0, 0]);
      expect(Math.abs(size.width / size.height / (wanted.width / wanted.height) - 1)).toBeLessThan(0.04);
    }
  });

  test('are whole steps of 16 for free models and the classic three for others', () => {
    expect(openAiSize('vertical', openAiPriceOf('gpt-image-2'))).toEqual({ width: 1536, height: 2688 });
    expect(openAiSize('vertical', openAiPriceOf('gpt-image-1-mini'))).toEqual({ width: 1024, height: 1536 });
  });
});
