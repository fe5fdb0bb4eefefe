import { PermanentError } from '@bom/domain';
import { createLogger } from './logger.ts';

function startLog(secrets: string[] = []) {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'debug',
    secrets,
    destination: { write: (line) => lines.push(line) },
  });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? 'null');
  return { logger, lines, last };
}

describe('createLogger', () => {
  test('blanks fields that are named like secrets, at any depth and in arrays', () => {
    const { logger, lines, last } = startLog();
    logger.info({
      headers: { Authorization: 'Bearer CANARY', 'set-cookie': ['CANARY'], 'x-api-key': 'CANARY' },
      list: [{ deeper: { clientSecret: 'CANARY', refresh_token: 'CANARY' } }],
      password: 'CANARY',
    });
    expect(lines.join('')).not.toContain('CANARY');
    expect(last()).toMatchObject({ headers: { Authorization: '[redacted]' }, password: '[redacted]' });
  });

  test('keeps counts and innocent fields that resemble secrets', () => {
    const { logger, last } = startLog();
    logger.info({ tokens: 512, key: 'films/abc.mp4', secretary: 'Ann', shared: [1], again: [1] });
    expect(last()).toMatchObject({ tokens: 512, key: 'films/abc.mp4', secretary: 'Ann', again: [1] });
  });

  test.each([
    ['a presigned query', 'https://b.s3/x?X-Amz-Date=1&X-Amz-Credential=CANARY&X-Amz-Signature=CANARY&n=1'],
    ['a relative signed address', '/files/a?expires=1&signature=CANARY'],
    ['an address in a query', '/api/clients?limit=5&email=CANARY%40bakery.example'],
    ['an address under a longer name', '/portal?user_email=CANARY@bakery.example#top'],
    ['a magic link', 'see /login?token=CANARY.'],
    ['an Authorization value', 'sent Bearer CANARY_CANARY'],
    ['a password in a URL', 'postgres://bom:CANARY@db/bom'],
  ])('takes %s out of messages, fields and errors', (_what, text) => {
    const { logger, lines } = startLog();
    logger.warn({ text, nested: { text }, err: new Error(text) }, text);
    logger.child({ text }).info(text);
    expect(lines.join('')).not.toContain('CANARY');
    expect(lines).toHaveLength(2);
  });

  test('takes given secrets out wherever they stand, JSON-escaped ones too', () => {
    const { logger, lines } = startLog(['CANARY"quoted\\', 'short']);
    logger.info({ a: 'xCANARY"quoted\\x' }, 'short stays; CANARY"quoted\\ goes');
    expect(lines.join('')).not.toContain('CANARY');
    expect(lines.join('')).toContain('short stays');
    expect(() => JSON.parse(lines.join(''))).not.toThrow();
  });

  test("redacts the bindings of children and an error's details", () => {
    const { logger, lines, last } = startLog();
    logger
      .child({ token: 'CANARY', job: 7 })
      .error({ err: new PermanentError('bad', 'Bad.', { details: { apiKey: 'CANARY' } }) });
    expect(lines.join('')).not.toContain('CANARY');
    expect(last()).toMatchObject({ job: 7, err: { code: 'bad', message: 'Bad.', type: 'PermanentError' } });
  });

  test('writes one line for text with newlines, and survives a cycle', () => {
    const { logger, lines, last } = startLog();
    const cycle: Record<string, unknown> = { title: 'a\n{"level":"fatal"}\u001b[31m' };
    cycle['self'] = cycle;
    logger.info(cycle, 'b\nc');
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
    expect(last()).toMatchObject({ self: '[deep]', msg: 'b\nc' });
  });
});
