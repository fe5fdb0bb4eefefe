import { createHash } from 'node:crypto';

/** Picks by the hash of a seed and of what is picked for: the same brief gives the same film, another one another. */
export function choose<T>(options: readonly T[], seed: string): T {
  const number = createHash('sha256').update(seed).digest().readUInt32BE(0);
  const chosen = options[number % options.length];
  if (chosen === undefined) throw new RangeError(`Nothing to choose from for ${seed}.`);
  return chosen;
}
