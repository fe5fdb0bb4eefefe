import { retryAfterMs } from './retry-after.ts';

test.each([
  ['3', 3000],
  ['0.5', 500],
  ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
  ['99999999', 24 * 3_600_000],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('reads Retry-After "%s" as %s ms', (header, expected) => {
  expect(retryAfterMs(header, new Date('2026-11-23T10:00:00Z'))).toBe(expected);
});
