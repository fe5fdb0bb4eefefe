import { parseRetryAfter, retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const hourMs = 3_600_000;

test.each([
  ['3', 3000],
  [' 3 ', 3000],
  ['0.5', 500],
  ['0', 0],
  ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
  ['99999999', hourMs],
  ['Tue, 23 Nov 2027 10:00:00 GMT', hourMs],
  ['soon', undefined],
  ['-5', 0],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('reads Retry-After "%s" as %s ms', (header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});

test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after-ms': '150', 'retry-after': '9' }, 150],
  [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
  [{ 'retry-after-ms': '99999999999' }, hourMs],
  [{}, undefined],
])('takes the most exact header of %j', (headers, expected) => {
  expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(expected);
});

test('an answer without headers asks for nothing', () => {
  expect(retryAfterMs(undefined)).toBeUndefined();
});
