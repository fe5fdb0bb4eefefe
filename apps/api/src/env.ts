import { z } from 'zod';
import { parseEnv, port, secret, stackEnv } from '@bom/runtime';

const schema = z
  .object({
    ...stackEnv,
    HOST: z.string().default('127.0.0.1'),
    PORT: port().default(3000),
    /** Proxies in front of the API whose X-Forwarded-For is believed. */
    TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
    /** A key with staff rights, `bom_<id>_<secret>`, for the first steps. */
    STUDIO_API_KEY: z
      .string()
      .regex(/^bom_[A-Za-z0-9]+_[A-Za-z0-9_-]{20,}$/, 'must look like bom_<id>_<secret of 20 or more characters>')
      .optional(),
    TALLY_SIGNING_SECRET: secret(8).optional(),
  })
  .superRefine((env, context) => {
    if (env.NODE_ENV !== 'production' || env.STUDIO_API_KEY) return;
    context.addIssue({ code: 'custom', path: ['STUDIO_API_KEY'], message: 'must be set in production' });
  });

export type Env = z.infer<typeof schema>;

export function readEnv(source: Record<string, string | undefined>): Env {
  return parseEnv(schema, source);
}
