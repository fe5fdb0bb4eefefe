import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { metricsEnv, parseAppEnv, stackEnv } from '@bom/runtime';

export const envSchema = z.object({
  ...stackEnv,
  ...metricsEnv,
  /** Segments rendered at once, one encoder thread each. */
  RENDER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(availableParallelism())
    .meta({ usual: 'the number of cores' }),
  /** Films planned, joined and checked at once. */
  ASSEMBLY_CONCURRENCY: z.coerce.number().int().min(1).max(16).default(2),
  /** What encodes; hardware is tried at the start, and x264 used where it fails. */
  VIDEO_ENCODER: z.enum(['x264', 'auto', 'nvenc', 'qsv', 'vaapi', 'videotoolbox']).default('x264'),
  ENCODER_PROFILE: z.enum(['preview', 'draft', 'standard', 'master']).default('standard'),
});

export type Env = z.infer<typeof envSchema>;

export function readEnv(source: Record<string, string | undefined>): Env {
  return parseAppEnv(envSchema, source);
}
