import { readEnv } from './env.ts';

const needed = {
  DATABASE_URL: 'postgres://bom@127.0.0.1/bom',
  REDIS_URL: 'redis://127.0.0.1',
  FILE_SIGNING_SECRET: 'f'.repeat(32),
};

function faultsOf(source: Record<string, string>): string {
  try {
    readEnv({ ...needed, ...source });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('readEnv', () => {
  test('reads the secrets of access tokens in order, staff in lower case, and origins', () => {
    const env = readEnv({
      ...needed,
      JWT_SECRETS: `new:${'a'.repeat(32)}, old:${'b'.repeat(40)}`,
      STAFF_EMAILS: 'Ann@Studio.Example, bob@studio.example',
      CORS_ORIGINS: 'https://app.example,http://127.0.0.1:5173',
    });
    expect(env.JWT_SECRETS).toEqual([
      { id: 'new', secret: 'a'.repeat(32) },
      { id: 'old', secret: 'b'.repeat(40) },
    ]);
    expect(env.STAFF_EMAILS).toEqual(['ann@studio.example', 'bob@studio.example']);
    expect(env.CORS_ORIGINS).toEqual(['https://app.example', 'http://127.0.0.1:5173']);
  });

  test('lists every fault at once, by name, and shows no value', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      JWT_SECRETS: 'CANARYCANARY,a:CANARY',
      STAFF_EMAILS: 'nobody',
      CORS_ORIGINS: '*',
      RATE_LIMIT_PER_MINUTE: '0',
      PORT: 'x',
    });
    const names = ['STUDIO_API_KEY', 'JWT_SECRETS', 'STAFF_EMAILS', 'CORS_ORIGINS', 'RATE_LIMIT_PER_MINUTE', 'PORT'];
    for (const name of names) expect(faults).toContain(`${name}:`);
    expect(faults).not.toContain('CANARY');
    expect(faults).toContain('entry 1');
    expect(faults).toContain('entry 2');
  });

  test.each([
    'https://a.example/',
    'https://a.example/path',
    'a.example',
    'https://*.example',
    'ftp://a.example',
    'null',
  ])('refuses %s as an origin', (origin) => {
    expect(faultsOf({ CORS_ORIGINS: origin })).toContain('CORS_ORIGINS');
  });

  test('needs the secrets in production alone', () => {
    expect(faultsOf({})).toBe('');
    expect(faultsOf({ NODE_ENV: 'production' })).toMatch(/STUDIO_API_KEY.*\n.*JWT_SECRETS/);
  });
});
