/** How a package speaks of one outside service: stable codes, and words that name the fix. */
export interface Service {
  /** In records, limits and errors: `fal`. */
  id: string;
  /** In messages: `Anthropic`. */
  name: string;
  /** The words of a call that was cancelled. */
  cancelled: string;
  codes: Record<'timeout' | 'connectionLost' | 'malformed' | 'rateLimited' | 'unavailable', string>;
  /** How long to wait after a 429 that does not say. */
  rateLimitWaitMs?: number;
  /** What stays refused, by the service's own code or else by its status. */
  refusals: ReadonlyMap<string | number, Refusal>;
  /** Every other answer that stays as it is. */
  rejected: Refusal;
  /** Outages that have a code of their own, by status. */
  outages?: ReadonlyMap<number, Refusal>;
}

export interface Refusal {
  code: string;
  /** Without its full stop: the service's own words follow. */
  message: string;
}
