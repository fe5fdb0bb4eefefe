import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnv, secretsOf } from './env.ts';
import { limitSettings } from './provider-settings.ts';

const needed = {
  DATABASE_URL: 'postgresql://h/bom',
  REDIS_URL: 'redis://h:6379',
  PUBLIC_URL: 'https://studio.example',
  FILE_SIGNING_SECRET: 'x'.repeat(32),
  BOM_DATA_DIR: '/data',
};

describe('the environment', () => {
  test('limits each provider by default as .env.example says', () => {
    const example = readFileSync(join(__dirname, '../../../.env.example'), 'utf8');
    const lines = [...example.matchAll(/^([A-Z_]+)=(.+)$/gm)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    const said = lines.filter(([name]) => /_(MAX_CONCURRENCY|CALLS_PER_MINUTE)$|^PROVIDER_|^FILM_CALLS/.test(name));
    expect(said.length).toBeGreaterThanOrEqual(12);
    expect(readEnv({ ...needed, ...Object.fromEntries(said) })).toEqual(readEnv(needed));
    expect(Object.keys(limitSettings(readEnv(needed)).providers)).toEqual(['anthropic', 'fal', 'openai', 'elevenlabs']);
  });

  test('takes image providers in the order of their trial, and wants their keys', () => {
    const keys = { FAL_KEY: 'f', OPENAI_API_KEY: 'o' };
    expect(readEnv({ ...needed, ...keys, IMAGE_PROVIDER: 'openai, fal' }).IMAGE_PROVIDER).toEqual(['openai', 'fal']);
    expect(() => readEnv({ ...needed, FAL_KEY: 'f', IMAGE_PROVIDER: 'fal,openai' })).toThrow('OPENAI_API_KEY');
    expect(() => readEnv({ ...needed, ...keys, IMAGE_PROVIDER: 'fal,dalle' })).toThrow('IMAGE_PROVIDER');
  });

  test('sends mails one way: by Resend or by a mail server', () => {
    const SMTP_URL = 'smtps://studio%40x.example:p%2Fw@mail.x.example';
    expect(readEnv({ ...needed, SMTP_URL }).SMTP_URL).toBe(SMTP_URL);
    expect(() => readEnv({ ...needed, SMTP_URL, RESEND_API_KEY: 're_1' })).toThrow('SMTP_URL: must not be set beside');
  });

  test.each([
    'mail.x.example:587',
    'https://mail.x.example',
    'smtp://user@mail.x.example',
    'smtp://user:100%@mail.x.example',
    'smtp://mail.x.example/inbox',
    'smtp://mail.x.example?tls=off',
  ])('refuses %s as a mail server', (address) => {
    expect(() => readEnv({ ...needed, SMTP_URL: address })).toThrow('SMTP_URL: must be');
  });

  test('keeps the password of the mail server out of logs, however it is written', () => {
    const env = readEnv({ ...needed, SMTP_URL: 'smtp://studio:p%40ss@mail.x.example' });
    expect(secretsOf(env)).toEqual(expect.arrayContaining([env.SMTP_URL, 'p%40ss', 'p@ss']));
  });

  test.each(['0', '1h', '7'])('refuses to take objects away after %s already', (value) => {
    expect(() => readEnv({ ...needed, OBJECT_RETENTION: value })).toThrow('OBJECT_RETENTION');
  });

  test.each(['0', '-1', 'many', '1.5'])('refuses %s calls at once', (value) => {
    expect(() => readEnv({ ...needed, FAL_MAX_CONCURRENCY: value })).toThrow('FAL_MAX_CONCURRENCY');
  });
});
