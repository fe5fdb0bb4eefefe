import { z } from 'zod';
import { durationMs, list, parseEnv, stackEnv, url } from '@bom/runtime';

const schema = z
  .object({
    ...stackEnv,
    ANTHROPIC_API_KEY: z.string().optional(),
    ANTHROPIC_BASE_URL: url().optional(),
    ANTHROPIC_MODEL: z.string().optional(),
    /** `fal`, `openai`, or both in the order of their trial. */
    IMAGE_PROVIDER: list()
      .pipe(z.array(z.enum(['fal', 'openai'])))
      .default([]),
    FAL_KEY: z.string().optional(),
    FAL_BASE_URL: url().optional(),
    FAL_MODEL: z.string().optional(),
    OPENAI_API_KEY: z.string().optional(),
    OPENAI_BASE_URL: url().optional(),
    OPENAI_IMAGE_MODEL: z.string().optional(),
    OPENAI_VOICE_MODEL: z.string().optional(),
    VOICE_PROVIDER: z.enum(['elevenlabs', 'openai']).optional(),
    ELEVENLABS_API_KEY: z.string().optional(),
    ELEVENLABS_BASE_URL: url().optional(),
    ELEVENLABS_MODEL: z.string().optional(),
    PROVIDER_TIMEOUT: durationMs().default(120_000),
    RESEND_API_KEY: z.string().optional(),
    RESEND_BASE_URL: url().optional(),
    MAIL_FROM: z.string().default('Bom Studio <studio@bom.example>'),
    PIPELINE_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
    /** Cents that one video may cost; 0 for no limit. */
    VIDEO_BUDGET_CENTS: z.coerce.number().int().min(0).default(0),
    OBJECT_RETENTION: durationMs().default(7 * 24 * 3_600_000),
  })
  .superRefine((env, context) => {
    const need = (variable: keyof typeof env, when: boolean, why: string) => {
      if (when && !env[variable]) context.addIssue({ code: 'custom', path: [variable], message: `must be set ${why}` });
    };
    need('FAL_KEY', env.IMAGE_PROVIDER.includes('fal'), 'when IMAGE_PROVIDER names fal');
    need('OPENAI_API_KEY', env.IMAGE_PROVIDER.includes('openai'), 'when IMAGE_PROVIDER names openai');
    need('OPENAI_API_KEY', env.VOICE_PROVIDER === 'openai', 'when VOICE_PROVIDER is openai');
    need('ELEVENLABS_API_KEY', env.VOICE_PROVIDER === 'elevenlabs', 'when VOICE_PROVIDER is elevenlabs');
  });

export type Env = z.infer<typeof schema>;

export function readEnv(source: Record<string, string | undefined>): Env {
  return parseEnv(schema, source);
}

/** The values that must never reach a log line. */
export function secretsOf(env: Env): string[] {
  const secrets = [
    env.ANTHROPIC_API_KEY,
    env.FAL_KEY,
    env.OPENAI_API_KEY,
    env.ELEVENLABS_API_KEY,
    env.RESEND_API_KEY,
    env.SLACK_WEBHOOK_URL,
    env.FILE_SIGNING_SECRET,
    env.AWS_SECRET_ACCESS_KEY,
  ];
  return secrets.filter((secret) => secret !== undefined);
}
