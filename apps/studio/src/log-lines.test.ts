import { formatLogLine, isWorthShowing } from './log-lines.ts';

test('a JSON log line becomes one for people, behind the name of its process', () => {
  const line = JSON.stringify({
    level: 'warn',
    time: '2026-11-23T10:11:12.345Z',
    name: 'api',
    jobId: 'j1',
    n: { a: 1 },
    msg: 'slow',
  });
  expect(formatLogLine('api', line, { color: false })).toBe('api             10:11:12 warn  slow jobId=j1 n={"a":1}');
});

test('an error’s stack stands below its line, under the same name', () => {
  const line = JSON.stringify({
    level: 'error',
    time: '2026-11-23T10:11:12.345Z',
    msg: 'no',
    err: { message: 'm', stack: 'E: m\n  at x' },
  });
  expect(formatLogLine('api', line, { color: false })).toBe(
    'api             10:11:12 error no\napi               E: m\napi                 at x',
  );
});

test.each(['plain words', '{"half":', '{"other":"json"}'])('%s stays as it is', (line) => {
  expect(formatLogLine('redis', line, { color: false })).toBe(`redis           ${line}`);
});

test('colours mark the process only when asked for', () => {
  expect(formatLogLine('redis', 'x', { color: true })).toBe('\u001b[31mredis          \u001b[0m x');
});

test('of the servers’ own words only trouble is shown', () => {
  expect(isWorthShowing('postgres', 'FATAL:  no space left')).toBe(true);
  expect(isWorthShowing('postgres', 'ERROR:  duplicate key value')).toBe(false);
  expect(isWorthShowing('redis', '1:M * Ready to accept connections')).toBe(false);
});
