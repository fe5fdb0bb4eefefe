import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

  test('needs the secrets and its addresses in production alone', () => {
    expect(faultsOf({})).toBe('');
    const faults = faultsOf({ NODE_ENV: 'production' });
    for (const name of ['STUDIO_API_KEY', 'JWT_SECRETS', 'PUBLIC_URL', 'PORTAL_URL']) {
      expect(faults).toContain(`${name}: is not set`);
    }
  });

  test('lets the requests in hand finish for 25 seconds, within what Kubernetes and compose give the process', () => {
    expect(readEnv(needed).SHUTDOWN_GRACE_MS).toBe(25_000);
    const read = (path: string) => readFileSync(join(__dirname, '../../..', path), 'utf8');
    const [, pods = 0] = /terminationGracePeriodSeconds: (\d+)/.exec(read('deploy/kubernetes/base/api.yaml')) ?? [];
    const [, containers = 0] = /stop_grace_period: (\d+)s/.exec(read('docker-compose.yml')) ?? [];
    // 10 s before SIGTERM on Kubernetes, and 10 s at most for letting go of everything.
    expect(Number(pods)).toBeGreaterThanOrEqual(10 + 25 + 10);
    expect(Number(containers)).toBeGreaterThanOrEqual(25 + 10);
  });
});
