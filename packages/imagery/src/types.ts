import type { BrandColors, CallContext, FilmPrices, FilmWarning, Format } from '@bom/domain';

export type PaidProvider = 'fal' | 'openai';

export interface ProviderConfig {
  apiKey: string;
  baseUrl?: string;
  model?: string;
  timeoutMs?: number;
}

export interface FalConfig extends ProviderConfig {
  pollMs?: number;
}

export interface OpenAiConfig extends ProviderConfig {
  quality?: 'low' | 'medium' | 'high';
}

export interface ImageryConfig {
  /** In fallback order; empty for the offline illustrator alone. */
  providers: PaidProvider[];
  fal?: FalConfig;
  openai?: OpenAiConfig;
  /** `host:port` pairs on private addresses from which results may be downloaded (tests, proxies). */
  allowPrivate?: string[];
}

export interface ImageRequest {
  /** What models are asked for. */
  prompt: string;
  /** The scene's own words, which the illustrator reads. */
  narration: string;
  visual: string;
  title?: string;
  brandName: string;
  colors: BrandColors;
  format: Format;
  /** Place among the film's pictures, from 0, so that no two look alike. */
  index: number;
  total: number;
  /** Any string: the same request gives the same picture (offline: the same bytes). */
  seed: string;
  /** Index in the script's scenes; null for hook and call to action. */
  scene: number | null;
}

export interface MadeImage {
  bytes: Buffer;
  mimeType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
  provider: string;
  model: string;
  warnings: FilmWarning[];
}

export interface Imagery {
  provider: PaidProvider | 'offline';
  model: string;
  /** For estimates, by the first model of the list; undefined where drawing is free. */
  priceOf(format: Format): FilmPrices['image'];
  makeImage(request: ImageRequest, call: CallContext): Promise<MadeImage>;
}

/** A model's picture, or its refusal to draw one; every other trouble is thrown. */
export type ProviderAnswer = { refused: false; image: Omit<MadeImage, 'warnings'> } | { refused: true; reason: string };

export interface PaidIllustrator {
  provider: PaidProvider;
  model: string;
  /** About what a picture costs, in micro-cents. */
  costOf(format: Format): number;
  /** One picture from one prompt; `attempt` tells the softened second try from the first in what is saved. */
  draw(job: { request: ImageRequest; prompt: string; attempt: number }, call: CallContext): Promise<ProviderAnswer>;
}
