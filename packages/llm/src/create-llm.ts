import { createClaude } from './claude/create-claude.ts';
import { createOffline } from './offline/create-offline.ts';
import type { Llm, LlmConfig } from './types.ts';

/** Claude where a key is given, the offline scriptwriter otherwise. Nothing is sent before the first call. */
export function createLlm(config: LlmConfig): Llm {
  return config.anthropic ? createClaude(config.anthropic) : createOffline();
}
