import { z } from 'zod';
import { ConfigurationError, durationMs, flag, list, parseEnv, port, secret, url } from './env.ts';

const schema = z.object({
  PORT: port().default(3000),
  PUBLIC_URL: url(),
  REDIS_URL: url(['redis', 'rediss']).optional(),
  SIGNING_SECRET: secret(16),
  ORIGINS: list().default([]),
  DEBUG: flag().default(false),
  GRACE: durationMs().default(20_000),
});
const good = { PUBLIC_URL: 'https://bom.example/', SIGNING_SECRET: 'x'.repeat(16) };

function faultsOf(source: Record<string, string>) {
  try {
    parseEnv(schema, source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('no fault was found');
}

describe('parseEnv', () => {
  test('reads every kind of variable', () => {
    const source = {
      ...good,
      PORT: '8080',
      REDIS_URL: 'redis://h:1/0',
      ORIGINS: 'a, b,,',
      DEBUG: 'Yes',
      GRACE: '1.5s',
    };
    expect(parseEnv(schema, source)).toEqual({
      PORT: 8080,
      PUBLIC_URL: 'https://bom.example',
      REDIS_URL: 'redis://h:1/0',
      SIGNING_SECRET: good.SIGNING_SECRET,
      ORIGINS: ['a', 'b'],
      DEBUG: true,
      GRACE: 1500,
    });
  });

  test('counts empty and blank variables as unset', () => {
    const values = parseEnv(schema, { ...good, PORT: '', REDIS_URL: '  ', DEBUG: '' });
    expect(values).toMatchObject({ PORT: 3000, DEBUG: false });
    expect(values.REDIS_URL).toBeUndefined();
  });

  test('names every fault at once and shows no value', () => {
    const error = faultsOf({
      PORT: 'CANARY',
      REDIS_URL: 'http://CANARY',
      SIGNING_SECRET: 'CANARY',
      DEBUG: 'CANARY',
      GRACE: 'CANARY',
    });
    expect(error.faults.map(({ variable }) => variable).sort()).toEqual(
      ['DEBUG', 'GRACE', 'PORT', 'PUBLIC_URL', 'REDIS_URL', 'SIGNING_SECRET'].sort(),
    );
    expect(error.message).toContain('PUBLIC_URL: is not set');
    expect(error.message).toContain('REDIS_URL: must be an absolute URL starting with redis:// or rediss://');
    expect(error.message).not.toContain('CANARY');
  });

  test.each(['65536', '-1', '80a', '1e3', '0x50'])('refuses the port %s', (PORT) => {
    expect(faultsOf({ ...good, PORT }).faults).toEqual([
      { variable: 'PORT', problem: 'must be a port number from 0 to 65535' },
    ]);
  });

  test('measures a secret in bytes', () => {
    expect(parseEnv(schema, { ...good, SIGNING_SECRET: 'ä'.repeat(8) }).SIGNING_SECRET).toHaveLength(8);
    expect(faultsOf({ ...good, SIGNING_SECRET: 'ä'.repeat(7) }).message).toContain('at least 16 bytes');
  });

  test.each([
    ['250', 250],
    ['250ms', 250],
    ['30s', 30_000],
    ['10m', 600_000],
    ['6h', 21_600_000],
    ['7d', 604_800_000],
  ])('reads the length of time %s', (GRACE, expected) => {
    expect(parseEnv(schema, { ...good, GRACE }).GRACE).toBe(expected);
  });
});
