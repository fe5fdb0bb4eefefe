import { CancelledError, toStudioError, type CallContext, type PlannedCall } from '@bom/domain';
import { callService, type ServiceCall } from './call-service.ts';

/** What a call costs. `units` and `model` only where they are other than planned. */
export interface Charge {
  costMicrocents: number;
  inputTokens?: number;
  outputTokens?: number;
  units?: number;
  model?: string;
}

export interface Bill extends Charge {
  requestId: string | null;
  /** Whether it brought what it was made for. */
  ok: boolean;
}

export interface PaidCall extends Omit<ServiceCall, 'signal'> {
  planned: PlannedCall;
  /** Booked before the call, and billed where nobody knows what became of it. */
  expected: Charge;
}

/** What `send` works with. `bill` counts once; an answer that costs nothing (a refusal) is not billed. */
export interface Sending {
  signal: AbortSignal;
  bill(bill: Bill): void;
}

/**
 * One paid call: authorised before it is made, ended by its deadline or the caller's signal, and billed once, at what its answer
 * says or, where the answer is lost, at what was expected. Throws StudioErrors only; nothing is tried again.
 */
export async function makePaidCall<Answer>(
  call: CallContext,
  paid: PaidCall,
  send: (sending: Sending) => Promise<Answer>,
): Promise<Answer> {
  await call.authorizeSpend(paid.expected.costMicrocents, paid.planned);
  if (call.signal.aborted) throw new CancelledError(paid.service.cancelled, { scene: paid.scene ?? null });
  const bill = openBill(call, paid);
  try {
    return await callService({ ...paid, signal: call.signal }, (signal) => send({ signal, bill }));
  } catch (error) {
    if (toStudioError(error).lost) bill({ ...paid.expected, requestId: null, ok: false });
    throw error;
  }
}

function openBill(call: CallContext, { planned }: PaidCall): Sending['bill'] {
  const startedAt = performance.now();
  let isBilled = false;
  return ({ inputTokens = 0, outputTokens = 0, ...bill }) => {
    if (isBilled) return;
    isBilled = true;
    const durationMs = Math.round(performance.now() - startedAt);
    call.recordUsage({ ...planned, ...bill, inputTokens, outputTokens, durationMs });
  };
}
