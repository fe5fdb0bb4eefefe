import Anthropic from '@anthropic-ai/sdk';
import { writerPrice } from '../prices.ts';
import type { Llm, LlmConfig } from '../types.ts';
import type { Claude } from './ask-claude.ts';
import { describeShots } from './describe-shots.ts';
import { reviseScript } from './revise-script.ts';
import { writeScript } from './write-script.ts';

const defaultModel = 'claude-sonnet-5-5';
const defaultTimeoutMs = 120_000;

export function createClaude(config: NonNullable<LlmConfig['anthropic']>): Llm {
  const timeoutMs = config.timeoutMs ?? defaultTimeoutMs;
  const claude: Claude = {
    client: new Anthropic({
      apiKey: config.apiKey,
      // Given in any case: the environment must not decide for us.
      baseURL: config.baseUrl ?? 'https://api.anthropic.com',
      // Never reached: each call's own deadline is sooner, and covers its answer's body.
      timeout: 2 * timeoutMs,
      maxRetries: 0,
      logLevel: 'off',
    }),
    model: config.model ?? defaultModel,
    timeoutMs,
  };
  return {
    provider: 'anthropic',
    price: writerPrice(claude.model),
    writeScript: (input, call) => writeScript(claude, input, call),
    describeShots: (input, call) => describeShots(claude, input, call),
    reviseScript: (input, call) => reviseScript(claude, input, call),
  };
}
