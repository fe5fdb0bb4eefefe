import type { Refusal, Service } from '@bom/provider';

/** How the failures of a provider of pictures are told. */
export function imageService(provider: string): Service {
  const blocked = {
    code: 'image_account_blocked',
    message: `${provider} refuses this account: check its balance and rights`,
  };
  const usedUp = { code: 'image_account_blocked', message: `${provider}'s balance is used up` };
  return {
    id: provider,
    name: provider,
    cancelled: 'The picture was cancelled.',
    codes: {
      timeout: 'image_timeout',
      connectionLost: 'image_connection_lost',
      malformed: 'image_answer_malformed',
      rateLimited: 'image_rate_limited',
      unavailable: 'image_provider_unavailable',
    },
    refusals: new Map<string | number, Refusal>([
      [401, { code: 'image_key_rejected', message: `${provider} does not accept the API key: check it` }],
      [402, blocked],
      [403, blocked],
      ['insufficient_quota', usedUp],
      ['billing_hard_limit_reached', usedUp],
    ]),
    rejected: { code: 'image_request_rejected', message: `${provider} does not accept the request` },
  };
}
