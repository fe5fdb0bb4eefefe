import { PermanentError, TransientError, type CallContext, type UsageRecord } from '@bom/domain';
import { makePaidCall, type PaidCall } from './paid-call.ts';
import type { Service } from './service.ts';

const service: Service = {
  id: 'acme',
  name: 'Acme',
  cancelled: 'The picture was cancelled.',
  codes: {
    timeout: 'image_timeout',
    connectionLost: 'image_connection_lost',
    malformed: 'image_answer_malformed',
    rateLimited: 'image_rate_limited',
    unavailable: 'image_unavailable',
  },
  refusals: new Map(),
  rejected: { code: 'image_request_rejected', message: 'Acme does not accept the request' },
};
const planned = { provider: 'acme', model: 'paint-1', operation: 'image.make', units: 1, unit: 'image' as const };
const paid: PaidCall = {
  service,
  planned,
  expected: { costMicrocents: 500, inputTokens: 20 },
  timeoutMs: 60_000,
  scene: 3,
};
const answered = { costMicrocents: 300, requestId: 'req-1', ok: true };

function openCall(authorizeSpend: CallContext['authorizeSpend'] = () => Promise.resolve()) {
  const controller = new AbortController();
  const usage: UsageRecord[] = [];
  const call: CallContext = {
    signal: controller.signal,
    recordUsage: (record) => void usage.push(record),
    pending: undefined,
    savePending: () => Promise.resolve(),
    authorizeSpend,
  };
  return { call, controller, usage };
}

/** As fetch does: nothing until the signal says so. */
function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('This was aborted.'))));
}

describe('a paid call', () => {
  test('is authorised at its estimate, then made, then billed at what it cost', async () => {
    const asked: unknown[] = [];
    const { call, usage } = openCall((...spend) => Promise.resolve(void asked.push(spend)));
    const answer = await makePaidCall(call, paid, async ({ bill }) => {
      expect(asked).toEqual([[500, planned]]);
      bill({ ...answered, units: 2, model: 'paint-1-mini' });
      return 'a picture';
    });
    expect(answer).toBe('a picture');
    const durationMs = expect.any(Number);
    const rest = { inputTokens: 0, outputTokens: 0, durationMs };
    expect(usage).toEqual([{ ...planned, ...answered, ...rest, units: 2, model: 'paint-1-mini' }]);
  });

  test('is not made where it may not be paid for, or was cancelled while it waited for leave', async () => {
    const refused = openCall(() => Promise.reject(new PermanentError('budget_exceeded', 'No.')));
    const send = jest.fn();
    await expect(makePaidCall(refused.call, paid, send)).rejects.toMatchObject({ code: 'budget_exceeded' });
    const cancelled = openCall(() => Promise.resolve(cancelled.controller.abort()));
    const call = makePaidCall(cancelled.call, paid, send);
    await expect(call).rejects.toMatchObject({ code: 'cancelled', scene: 3, lost: false });
    expect(send).not.toHaveBeenCalled();
    expect([...refused.usage, ...cancelled.usage]).toEqual([]);
  });

  test('ends with its deadline, and is billed as expected', async () => {
    const { call, usage } = openCall();
    const late = makePaidCall(call, { ...paid, timeoutMs: 5 }, ({ signal }) => hang(signal));
    await expect(late).rejects.toMatchObject({ code: 'image_timeout', outage: true, scene: 3 });
    expect(usage).toEqual([expect.objectContaining({ costMicrocents: 500, inputTokens: 20, ok: false })]);
  });

  test('ends with a cancel, and is billed as expected', async () => {
    const { call, controller, usage } = openCall();
    const running = makePaidCall(call, paid, ({ signal }) => {
      queueMicrotask(() => controller.abort());
      return hang(signal);
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled', message: service.cancelled });
    expect(usage).toEqual([expect.objectContaining({ costMicrocents: 500, ok: false })]);
  });

  test('that was answered with an error, or never sent, costs nothing', async () => {
    const { call, usage } = openCall();
    const readAnswer = () => ({ status: 503, headers: undefined, reason: 'Later' });
    const failing = () => Promise.reject(new Error('503'));
    const answeredCall = makePaidCall(call, { ...paid, readAnswer }, failing);
    await expect(answeredCall).rejects.toMatchObject({ code: 'image_unavailable', scene: 3 });
    const unsent = makePaidCall(call, paid, () => Promise.reject(Object.assign(new Error(''), { code: 'ENOTFOUND' })));
    await expect(unsent).rejects.toMatchObject({ code: 'image_connection_lost' });
    expect(usage).toEqual([]);
  });

  test('is billed once, though it fails after its answer', async () => {
    const { call, usage } = openCall();
    const broken = makePaidCall(call, paid, async ({ bill }) => {
      bill({ ...answered, ok: false });
      throw new TransientError('image_invalid', 'No picture.', { lost: true });
    });
    await expect(broken).rejects.toMatchObject({ code: 'image_invalid' });
    expect(usage).toEqual([expect.objectContaining({ costMicrocents: 300, ok: false })]);
  });
});
