import { APIError } from '@anthropic-ai/sdk';
import type { FailedAnswer, Refusal, Service } from '@bom/provider';

/** https://platform.claude.com/docs/en/api/errors */
export function anthropicService(model: string): Service {
  return {
    id: 'anthropic',
    name: 'Anthropic',
    cancelled: 'The call of Claude was cancelled.',
    codes: {
      timeout: 'llm_timeout',
      connectionLost: 'llm_connection_lost',
      malformed: 'llm_answer_malformed',
      rateLimited: 'llm_rate_limited',
      unavailable: 'llm_unavailable',
    },
    refusals: new Map<number, Refusal>([
      [401, { code: 'llm_auth', message: 'Anthropic does not accept the API key: check ANTHROPIC_API_KEY' }],
      [402, { code: 'llm_billing', message: 'Anthropic refuses the account: check its balance' }],
      [
        403,
        {
          code: 'llm_forbidden',
          message: `The Anthropic API key has no right to use ${model}: check its workspace and permissions`,
        },
      ],
      [
        404,
        {
          code: 'llm_model_unknown',
          message: `Anthropic does not know ${model} at this address: check ANTHROPIC_MODEL`,
        },
      ],
      [413, { code: 'llm_too_large', message: 'The brief and script are too large for one request: shorten them' }],
    ]),
    rejected: { code: 'llm_bad_request', message: 'Anthropic does not accept the request' },
    outages: new Map([[529, { code: 'llm_overloaded', message: 'Anthropic is overloaded' }]]),
  };
}

/** Connection errors of the SDK are APIErrors without a status. */
export function readFailedAnswer(error: unknown): FailedAnswer | undefined {
  if (!(error instanceof APIError) || typeof error.status !== 'number') return undefined;
  return { status: error.status, headers: error.headers, reason: error.apiMessage ?? '' };
}
