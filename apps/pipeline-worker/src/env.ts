import { z } from 'zod';
import { durationMs, list, metricsEnv, parseAppEnv, stackEnv, url } from '@bom/runtime';

const atOnce = (usual: number) => z.coerce.number().int().min(1).max(1_000).default(usual);
const perMinute = (usual: number) => z.coerce.number().int().min(1).max(100_000).default(usual);

const dayMs = 24 * 3_600_000;

export const envSchema = z
  .object({
    ...stackEnv,
    ...metricsEnv,
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
    // Over all workers together; what the lowest paid tier of each provider bears.
    ANTHROPIC_MAX_CONCURRENCY: atOnce(4),
    ANTHROPIC_CALLS_PER_MINUTE: perMinute(50),
    FAL_MAX_CONCURRENCY: atOnce(8),
    FAL_CALLS_PER_MINUTE: perMinute(120),
    OPENAI_MAX_CONCURRENCY: atOnce(4),
    OPENAI_CALLS_PER_MINUTE: perMinute(20),
    ELEVENLABS_MAX_CONCURRENCY: atOnce(3),
    ELEVENLABS_CALLS_PER_MINUTE: perMinute(120),
    /** How long a provider that is down is left alone before one call tries again. */
    PROVIDER_COOLDOWN: durationMs().default(30_000),
    /** How long a provider may be down before the films that need it fail after all. */
    PROVIDER_PATIENCE: durationMs().default(24 * 3_600_000),
    /** Paid calls of one film whose answers are not stored yet: what a crash may lose. */
    FILM_CALLS_AT_ONCE: z.coerce.number().int().min(1).max(16).default(1),
    RESEND_API_KEY: z.string().optional(),
    RESEND_BASE_URL: url().optional(),
    /** Any mail server, in place of Resend. */
    SMTP_URL: smtpUrl().optional(),
    /** Signs what goes to the callback URLs of jobs. */
    WEBHOOK_SIGNING_SECRET: z
      .string()
      .regex(/^whsec_(?=.{32,88}$)([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, {
        message: 'must be whsec_ and 24 to 64 random bytes in base64',
      })
      .optional(),
    MAIL_FROM: z.string().default('Bom Studio <studio@bom.example>'),
    PIPELINE_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
    /** Cents that one video may cost; 0 for no limit. */
    VIDEO_BUDGET_CENTS: z.coerce.number().int().min(0).default(0),
    /** Cents that all paid calls of a day (UTC) may cost together; 0 for no limit. */
    DAY_BUDGET_CENTS: z.coerce.number().int().min(0).default(20_000),
    /** How long files that nothing names and parts that no film used stay in storage; a film takes less than a day. */
    OBJECT_RETENTION: durationMs()
      .refine((ms) => ms >= dayMs, { message: 'must be at least 1d' })
      .default(7 * dayMs),
  })
  .superRefine((env, context) => {
    const need = (variable: keyof typeof env, when: boolean, why: string) => {
      if (when && !env[variable]) context.addIssue({ code: 'custom', path: [variable], message: `must be set ${why}` });
    };
    need('FAL_KEY', env.IMAGE_PROVIDER.includes('fal'), 'when IMAGE_PROVIDER names fal');
    need('OPENAI_API_KEY', env.IMAGE_PROVIDER.includes('openai'), 'when IMAGE_PROVIDER names openai');
    need('OPENAI_API_KEY', env.VOICE_PROVIDER === 'openai', 'when VOICE_PROVIDER is openai');
    if (env.SMTP_URL && env.RESEND_API_KEY) {
      const message = 'must not be set beside RESEND_API_KEY: mails go one way';
      context.addIssue({ code: 'custom', path: ['SMTP_URL'], message });
    }
    need('ELEVENLABS_API_KEY', env.VOICE_PROVIDER === 'elevenlabs', 'when VOICE_PROVIDER is elevenlabs');
  });

export type Env = z.infer<typeof envSchema>;

export function readEnv(source: Record<string, string | undefined>): Env {
  return parseAppEnv(envSchema, source);
}

/** A mail server and who logs in there, nothing else: what it may hold besides is other programs' and would be left out in silence. */
function smtpUrl() {
  return url(['smtp', 'smtps']).refine(
    (text) => {
      const { hostname, pathname, search, hash, username, password } = new URL(text);
      const isWritten = /^(?:[^%]|%[0-9a-f]{2})*$/i.test(username + password);
      return hostname !== '' && pathname + search + hash === '' && (username === '') === (password === '') && isWritten;
    },
    { error: 'must be smtp[s]://[user:password@]host[:port], with what is special in user and password as %XX' },
  );
}

/** The values that must never reach a log line. */
export function secretsOf(env: Env): string[] {
  const secrets = [
    env.ANTHROPIC_API_KEY,
    env.FAL_KEY,
    env.OPENAI_API_KEY,
    env.ELEVENLABS_API_KEY,
    env.RESEND_API_KEY,
    env.SMTP_URL,
    ...passwordOf(env.SMTP_URL),
    env.SLACK_WEBHOOK_URL,
    env.WEBHOOK_SIGNING_SECRET,
    env.FILE_SIGNING_SECRET,
    env.AWS_SECRET_ACCESS_KEY,
  ];
  return secrets.filter((secret) => secret !== undefined);
}

function passwordOf(address: string | undefined): string[] {
  const { password } = address ? new URL(address) : { password: '' };
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
