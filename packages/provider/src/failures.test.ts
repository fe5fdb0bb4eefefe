import { CancelledError, PermanentError, RateLimitedError, TransientError } from '@bom/domain';
import { answeredFailure, brokenFailure, malformedAnswer, wordsOf } from './failures.ts';
import type { Refusal, Service } from './service.ts';

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
  refusals: new Map<string | number, Refusal>([
    [401, { code: 'image_key_rejected', message: 'Acme does not accept the key' }],
    ['no_money', { code: 'image_account_blocked', message: "Acme's balance is used up" }],
  ]),
  rejected: { code: 'image_request_rejected', message: 'Acme does not accept the request' },
  outages: new Map([[529, { code: 'image_overloaded', message: 'Acme is overloaded' }]]),
};
const headers = new Headers({ 'retry-after': '7' });

describe('a failed answer', () => {
  test.each([
    [400, PermanentError, 'image_request_rejected', false],
    [401, PermanentError, 'image_key_rejected', false],
    [422, PermanentError, 'image_request_rejected', false],
    [408, TransientError, 'image_unavailable', true],
    [409, TransientError, 'image_unavailable', true],
    [429, RateLimitedError, 'image_rate_limited', false],
    [500, TransientError, 'image_unavailable', true],
    [503, TransientError, 'image_unavailable', true],
    [529, TransientError, 'image_overloaded', true],
  ])('of %i is told apart by its class', (status, kind, code, outage) => {
    const failure = answeredFailure(service, { status, headers, reason: 'Because.', scene: 2 });
    expect(failure).toBeInstanceOf(kind);
    expect(failure).toMatchObject({ code, outage, lost: false, service: 'acme', scene: 2, details: { status } });
    expect(failure.message).toMatch(/^Acme .*: Because\.$/);
    expect(failure.retryAfterMs).toBe(kind === PermanentError ? undefined : 7000);
  });

  test("goes by the service's own code before its status", () => {
    const failure = answeredFailure(service, { status: 429, headers, code: 'no_money', reason: '' });
    expect(failure).toBeInstanceOf(PermanentError);
    expect(failure).toMatchObject({ code: 'image_account_blocked', message: "Acme's balance is used up." });
  });

  test('with a good status is lost, and worth another try', () => {
    const failure = malformedAnswer(service, 'Acme answered without a picture.');
    expect(failure).toMatchObject({ retriable: true, lost: true, outage: false, code: 'image_answer_malformed' });
  });
});

describe('a call without an answer', () => {
  const never = new AbortController().signal;
  const broken = (error: unknown, signals: { signal?: AbortSignal; deadline?: AbortSignal } = {}) =>
    brokenFailure(error, { service, scene: null, signal: never, deadline: never, ...signals });

  test('is a cancel after an abort, whatever it looks like', () => {
    const failure = broken(new Error('socket'), { signal: AbortSignal.abort(), deadline: AbortSignal.abort() });
    expect(failure).toBeInstanceOf(CancelledError);
    expect(failure).toMatchObject({ message: service.cancelled, lost: true, outage: false });
  });

  test.each([
    ['out of time', new Error('x'), { deadline: AbortSignal.abort() }, 'image_timeout', true],
    ['cut off', new TypeError('terminated'), {}, 'image_connection_lost', true],
    ['not JSON', Object.assign(new Error('x'), { name: 'SyntaxError' }), {}, 'image_answer_malformed', false],
  ])('that is %s may pass, and may be billed', (_, error, signals, code, outage) => {
    expect(broken(error, signals)).toMatchObject({ code, outage, lost: true, retriable: true, service: 'acme' });
  });

  test('is not lost where nothing was sent', () => {
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) });
    expect(broken(refused)).toMatchObject({ code: 'image_connection_lost', outage: true, lost: false });
  });

  test('keeps an error that is one of ours already', () => {
    const ours = new PermanentError('too_long', 'The text is too long.');
    expect(broken(ours, { signal: AbortSignal.abort() })).toBe(ours);
  });
});

test("a service's words are one short line", () => {
  expect(wordsOf(' Too\n\tmany  requests. ')).toBe('Too many requests');
  expect(wordsOf('x'.repeat(1e6))).toHaveLength(300);
});
