import { z } from 'zod';
import type { PaidProvider } from '../types.ts';

/** A paid request that waits at the provider; saved right after it was submitted, picked up again after a crash. */
const pendingSchema = z.object({
  provider: z.literal('fal'),
  model: z.string(),
  requestId: z.string().regex(/^[\w-]{1,128}$/),
  attempt: z.number().int().min(0).max(1),
});
export type PendingImage = z.infer<typeof pendingSchema>;

/** What an earlier try saved; undefined where there is nothing that we understand. */
export function readPending(value: unknown): PendingImage | undefined {
  return pendingSchema.safeParse(value).data;
}

/** Which attempt an earlier try had reached with this provider. */
export function pendingAttempt(value: unknown, provider: PaidProvider): number {
  const pending = readPending(value);
  return pending?.provider === provider ? pending.attempt : 0;
}
