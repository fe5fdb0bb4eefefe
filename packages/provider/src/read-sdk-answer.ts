import type { FailedAnswer } from './failures.ts';

/**
 * The answer inside an error of an SDK that Stainless makes (OpenAI's, say); undefined where there was none: their connection
 * errors have no status. By shape, so that this package knows no SDK.
 */
export function readSdkAnswer(error: unknown): FailedAnswer | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, headers, code, message } = error as Error & { status?: unknown; headers?: Headers; code?: unknown };
  if (typeof status !== 'number') return undefined;
  return { status, headers, code: typeof code === 'string' ? code : null, reason: message.replace(/^\d{3}\s/, '') };
}
