import { wasNeverSent } from './lost-call.ts';

const withCode = (code: string, cause?: unknown) => Object.assign(new Error('x', { cause }), { code });

describe('wasNeverSent', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_HAS_EXPIRED',
  ])('is sure of %s, however deep it lies', (code) => {
    expect(wasNeverSent(withCode(code))).toBe(true);
    expect(wasNeverSent(new TypeError('fetch failed', { cause: new Error('y', { cause: withCode(code) }) }))).toBe(
      true,
    );
    expect(wasNeverSent(new AggregateError([withCode(code), withCode(code)]))).toBe(true);
  });

  test.each([
    withCode('ECONNRESET'),
    withCode('UND_ERR_HEADERS_TIMEOUT'),
    new Error('aborted'),
    undefined,
    null,
    'text',
  ])('takes %s for sent', (error) => {
    expect(wasNeverSent(error)).toBe(false);
  });

  test('takes several tries of which one got through for sent', () => {
    expect(wasNeverSent(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNRESET')]))).toBe(false);
  });
});
