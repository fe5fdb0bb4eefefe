import type { Refusal, Service } from '@bom/provider';

/** How the failures of a provider of voices are told. */
export function voiceService(provider: string): Service {
  const usedUp = { code: 'voice_account_blocked', message: `${provider}'s balance is used up: top it up` };
  const noVoice = {
    code: 'voice_not_found',
    message: `${provider} has no such voice: choose another in the brand kit`,
  };
  const keyRejected = { code: 'voice_key_rejected', message: `${provider} does not accept the API key: check it` };
  return {
    id: provider,
    name: provider,
    cancelled: 'The narration was cancelled.',
    codes: {
      timeout: 'voice_timeout',
      connectionLost: 'voice_connection_lost',
      malformed: 'voice_answer_malformed',
      rateLimited: 'voice_rate_limited',
      unavailable: 'voice_provider_unavailable',
    },
    refusals: new Map<string | number, Refusal>([
      ...['quota_exceeded', 'insufficient_quota', 'billing_hard_limit_reached', 'payment_required', 402].map(
        (answer) => [answer, usedUp] as const,
      ),
      ...['voice_not_found', 'invalid_voice_id', 'voice_does_not_exist'].map((code) => [code, noVoice] as const),
      [401, keyRejected],
      [403, keyRejected],
    ]),
    rejected: { code: 'voice_request_rejected', message: `${provider} does not accept the request` },
  };
}
