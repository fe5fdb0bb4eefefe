import { CancelledError, PermanentError, RateLimitedError, TransientError } from '@bom/domain';
import { isPrivate } from './download.ts';
import { connectionFailure, failureOf, retryAfterOf } from './failures.ts';

const about = { provider: 'fal', reason: '', retryAfterMs: undefined, scene: null };

describe('failureOf', () => {
  test.each([
    [400, PermanentError],
    [401, PermanentError],
    [402, PermanentError],
    [403, PermanentError],
    [422, PermanentError],
    [408, TransientError],
    [429, RateLimitedError],
    [500, TransientError],
    [503, TransientError],
  ])('takes a %i for a %p', (status, kind) => {
    expect(failureOf({ ...about, status })).toBeInstanceOf(kind);
  });
});

describe('connectionFailure', () => {
  test('takes any failure after an abort for a cancel', () => {
    const failure = connectionFailure(new Error('socket'), { provider: 'fal', signal: AbortSignal.abort(), scene: 1 });
    expect(failure).toBeInstanceOf(CancelledError);
  });
});

describe('retryAfterOf', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  test.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:05 GMT' }, 5000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': '99999999' }, 3_600_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after-ms': '150', 'retry-after': '9' }, 150],
    [{}, undefined],
  ])('reads %p as %p ms', (headers, waitMs) => {
    expect(retryAfterOf(new Headers(headers as Record<string, string>), now)).toBe(waitMs);
  });
});

describe('isPrivate', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
  ])('%s', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('not %s', (address) => {
    expect(isPrivate(address)).toBe(false);
  });
});
