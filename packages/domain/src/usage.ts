/** One paid (or free, offline) call of an outside service; written once to `api_usage` with the step that it served. */
export interface UsageRecord {
  /** `anthropic`, `fal`, `openai`, `elevenlabs`, `offline`. */
  provider: string;
  model: string;
  /** `script.write`, `script.revise`, `shots.describe`, `image.make`, `voice.speak`. */
  operation: string;
  /** The provider's own id of the call, for their support. */
  requestId: string | null;
  inputTokens: number;
  outputTokens: number;
  /** Images, characters or seconds, as the provider bills them. */
  units: number;
  unit: 'image' | 'megapixel' | 'character' | 'second' | 'token';
  /** Millionths of a cent, so that fractions survive; the probable cost where the answer was lost. */
  costMicrocents: number;
  /** False where the call failed but was billed all the same. */
  ok: boolean;
  durationMs: number;
}

export const microcentsPerCent = 1_000_000;

/** A fallback that was taken; shown on the video so that no degraded film passes unnoticed. */
export interface FilmWarning {
  code: string;
  detail: string;
  scene?: number | undefined;
}

/** Exact to the millionth up to nine billion cents. */
export function toCents(microcents: bigint): number {
  return Number(microcents) / microcentsPerCent;
}
