import { CancelledError, PermanentError, RateLimitedError, TransientError } from '@bom/domain';
import { waitFor } from '@bom/testing';
import { brief, message, openScene, written, type Answer, type Scene } from './claude-double.ts';

let scene: Awaited<ReturnType<typeof openScene>> | undefined;

async function setUp(answer: Answer, timeoutMs?: number): Promise<Scene> {
  scene = await openScene(answer, timeoutMs);
  return scene;
}

afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

describe('an error of the API', () => {
  test.each([
    [400, 'invalid_request_error', PermanentError, 'llm_bad_request'],
    [401, 'authentication_error', PermanentError, 'llm_auth'],
    [402, 'billing_error', PermanentError, 'llm_billing'],
    [403, 'permission_error', PermanentError, 'llm_forbidden'],
    [404, 'not_found_error', PermanentError, 'llm_model_unknown'],
    [413, 'request_too_large', PermanentError, 'llm_too_large'],
    [422, 'invalid_request_error', PermanentError, 'llm_bad_request'],
    [408, 'timeout_error', TransientError, 'llm_unavailable'],
    [409, 'api_error', TransientError, 'llm_unavailable'],
    [429, 'rate_limit_error', RateLimitedError, 'llm_rate_limited'],
    [500, 'api_error', TransientError, 'llm_unavailable'],
    [503, 'api_error', TransientError, 'llm_unavailable'],
    [504, 'timeout_error', TransientError, 'llm_unavailable'],
    [529, 'overloaded_error', TransientError, 'llm_overloaded'],
  ] as const)('%i %s is told apart, tried once and recorded', async (status, type, kind, code) => {
    const { llm, call, requests, records } = await setUp(() => ({
      status,
      headers: { 'request-id': 'req_bad' },
      json: { type: 'error', error: { type, message: 'Because.' }, request_id: 'req_bad' },
    }));
    const error = await llm.writeScript({ brief }, call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code, message: expect.stringContaining('Because') });
    expect(String(error)).not.toContain('key-of-test');
    expect(requests).toHaveLength(1);
    expect(records).toEqual([expect.objectContaining({ ok: false, costMicrocents: 0, requestId: 'req_bad' })]);
  });

  test.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after': '999999' }, 3_600_000],
    [{ 'retry-after': 'soon' }, undefined],
  ])('of 429 passes on how long to wait: %j', async (headers, retryAfterMs) => {
    const { llm, call } = await setUp(() => ({ status: 429, headers, json: { type: 'error', error: {} } }));
    const error = await llm.writeScript({ brief }, call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAfterMs).toBe(retryAfterMs);
  });

  test.each<[string, Answer, string]>([
    [
      'a body that is not JSON',
      () => ({ headers: { 'content-type': 'application/json' }, body: '{"id": "msg' }),
      'llm_answer_malformed',
    ],
    [
      'a page of a proxy',
      () => ({ headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' }),
      'llm_answer_malformed',
    ],
    ['a message without content', () => ({ json: { id: 'msg_1', type: 'message' } }), 'llm_answer_malformed'],
    ['a connection that is cut before the answer', (_, response) => void response.destroy(), 'llm_connection_lost'],
    [
      'a connection that is cut in the answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        response.write('{"id":', () => response.destroy());
        return undefined;
      },
      'llm_connection_lost',
    ],
  ])('or %s may pass by itself, and probably costs', async (_, handler, code) => {
    const { llm, call, records, estimates } = await setUp(handler);
    await expect(llm.writeScript({ brief }, call)).rejects.toMatchObject({ code, retriable: true });
    expect(estimates[0]).toBeGreaterThan(0);
    expect(records).toEqual([expect.objectContaining({ ok: false, costMicrocents: estimates[0] })]);
  });

  test('that nobody answers at all may pass by itself, and costs nothing', async () => {
    const { llm, call, records } = await setUp(() => message(written));
    await scene?.close();
    scene = undefined;
    await expect(llm.writeScript({ brief }, call)).rejects.toMatchObject({ code: 'llm_connection_lost' });
    expect(records).toEqual([expect.objectContaining({ ok: false, costMicrocents: 0 })]);
  });
});

describe('a slow answer', () => {
  test.each<[string, Answer]>([
    ['never begins', () => undefined],
    [
      'begins and never ends',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(' ');
        return undefined;
      },
    ],
  ])('that %s times out and closes its socket', async (_, answer) => {
    const { llm, call, closed, records, estimates } = await setUp(answer, 1_000);
    await expect(llm.writeScript({ brief }, call)).rejects.toMatchObject({ code: 'llm_timeout', retriable: true });
    await waitFor(() => closed() === 1);
    expect(records).toEqual([expect.objectContaining({ ok: false, costMicrocents: estimates[0] })]);
  });

  test('is dropped on cancel, its socket closed and its probable cost recorded', async () => {
    const { llm, call, controller, requests, closed, records, estimates } = await setUp(() => undefined);
    const running = llm.writeScript({ brief }, call).catch((thrown: unknown) => thrown);
    await waitFor(() => requests.length === 1);
    controller.abort();
    expect(await running).toBeInstanceOf(CancelledError);
    await waitFor(() => closed() === 1);
    expect(records).toEqual([expect.objectContaining({ ok: false, costMicrocents: estimates[0] })]);
  });
});
