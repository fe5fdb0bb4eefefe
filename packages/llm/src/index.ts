export { createLlm } from './create-llm.ts';
export { diffScripts, type SceneDiff, type ScriptDiff, type TextChange } from './diff-scripts.ts';
export { spokenSeconds, wordsPerSecond } from './spoken-length.ts';
export type { Llm, LlmConfig, LlmResult, ReviseInput, Shot, ShotsInput, WriteInput } from './types.ts';
