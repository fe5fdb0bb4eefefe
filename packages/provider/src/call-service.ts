import type { StudioError } from '@bom/domain';
import { answeredFailure, brokenFailure, type FailedAnswer } from './failures.ts';
import type { Service } from './service.ts';

export interface ServiceCall {
  service: Service;
  signal: AbortSignal;
  /** For the whole call, its answer's body included: an SDK's own limit often ends with the headers. */
  timeoutMs: number;
  /** Index in the script's scenes; null for the whole film. */
  scene?: number | null;
  /** The answer inside an error of an SDK; undefined where it is none. */
  readAnswer?(error: unknown): FailedAnswer | undefined;
}

/** One call, ended by its deadline or the caller's signal. Whatever it throws is a StudioError; nothing is tried again. */
export async function callService<Answer>(
  call: ServiceCall,
  send: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(call.timeoutMs);
  try {
    return await send(AbortSignal.any([call.signal, deadline]));
  } catch (error) {
    throw failureOf(call, deadline, error);
  }
}

function failureOf(call: ServiceCall, deadline: AbortSignal, error: unknown): StudioError {
  const { service, signal, scene = null } = call;
  const answer = signal.aborted ? undefined : call.readAnswer?.(error);
  if (answer) return answeredFailure(service, { scene, cause: error, ...answer });
  return brokenFailure(error, { service, scene, signal, deadline });
}
