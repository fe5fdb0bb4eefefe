import { join } from 'node:path';
import type { ImageryConfig } from '@bom/imagery';
import type { LlmConfig } from '@bom/llm';
import type { MailerConfig, SlackConfig } from '@bom/notify';
import type { VoiceConfig } from '@bom/voice';
import type { Env } from './env.ts';
import type { LimitSettings } from './providers/provider-limits.ts';

/** Which provider makes what; unset keys mean the offline default. */
export function providerSettings(
  env: Env,
  workDir: string,
): { llm: LlmConfig; imagery: ImageryConfig; voice: VoiceConfig } {
  const timeoutMs = env.PROVIDER_TIMEOUT;
  const anthropic = env.ANTHROPIC_API_KEY
    ? { anthropic: provider(env.ANTHROPIC_API_KEY, env.ANTHROPIC_BASE_URL, env.ANTHROPIC_MODEL, timeoutMs) }
    : {};
  const fal = env.FAL_KEY ? { fal: provider(env.FAL_KEY, env.FAL_BASE_URL, env.FAL_MODEL, timeoutMs) } : {};
  const openai = (model: string | undefined) =>
    env.OPENAI_API_KEY ? { openai: provider(env.OPENAI_API_KEY, env.OPENAI_BASE_URL, model, timeoutMs) } : {};
  const elevenlabs = env.ELEVENLABS_API_KEY
    ? { elevenlabs: provider(env.ELEVENLABS_API_KEY, env.ELEVENLABS_BASE_URL, env.ELEVENLABS_MODEL, timeoutMs) }
    : {};
  return {
    llm: anthropic,
    imagery: {
      providers: env.IMAGE_PROVIDER,
      allowPrivate: env.FETCH_ALLOW_PRIVATE,
      ...fal,
      ...openai(env.OPENAI_IMAGE_MODEL),
    },
    voice: { provider: env.VOICE_PROVIDER ?? 'offline', workDir, ...elevenlabs, ...openai(env.OPENAI_VOICE_MODEL) },
  };
}

function provider(apiKey: string, baseUrl: string | undefined, model: string | undefined, timeoutMs: number) {
  return { apiKey, timeoutMs, ...(baseUrl ? { baseUrl } : {}), ...(model ? { model } : {}) };
}

/** What all workers together may ask of each provider. */
export function limitSettings(env: Env): LimitSettings {
  return {
    cooldownMs: env.PROVIDER_COOLDOWN,
    leaseMs: env.LOCK_MS,
    providers: {
      anthropic: { atOnce: env.ANTHROPIC_MAX_CONCURRENCY, perMinute: env.ANTHROPIC_CALLS_PER_MINUTE },
      fal: { atOnce: env.FAL_MAX_CONCURRENCY, perMinute: env.FAL_CALLS_PER_MINUTE },
      openai: { atOnce: env.OPENAI_MAX_CONCURRENCY, perMinute: env.OPENAI_CALLS_PER_MINUTE },
      elevenlabs: { atOnce: env.ELEVENLABS_MAX_CONCURRENCY, perMinute: env.ELEVENLABS_CALLS_PER_MINUTE },
    },
  };
}

/** A mail service and Slack where they are set, outbox files otherwise. */
export function notifySettings(env: Env): { mail: MailerConfig; slack: SlackConfig } {
  const outbox = join(env.BOM_DATA_DIR, 'outbox');
  const resend = env.RESEND_API_KEY
    ? { resend: { apiKey: env.RESEND_API_KEY, ...(env.RESEND_BASE_URL ? { baseUrl: env.RESEND_BASE_URL } : {}) } }
    : {};
  const smtp = env.SMTP_URL ? { smtpUrl: env.SMTP_URL } : {};
  return {
    mail: { outboxDir: join(outbox, 'email'), from: env.MAIL_FROM, ...resend, ...smtp },
    slack: {
      outboxDir: join(outbox, 'slack'),
      ...(env.SLACK_WEBHOOK_URL ? { webhookUrl: env.SLACK_WEBHOOK_URL } : {}),
    },
  };
}
