import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from './env.ts';
import { parseAppEnv, settingsToWarnOf } from './production.ts';

const read = (path: string) => readFileSync(join(__dirname, '../../..', path), 'utf8');

const names = [
  'NODE_ENV',
  'PUBLIC_URL',
  'PORTAL_URL',
  'S3_BUCKET',
  'MAIL_FROM',
  'STAFF_EMAILS',
  'STUDIO_API_KEY',
  'DATABASE_URL',
  'TALLY_SIGNING_SECRET',
  'RESEND_API_KEY',
  'SMTP_URL',
];
const schema = z.object({
  ...Object.fromEntries(names.map((name) => [name, z.string().optional()])),
  PORT: z.coerce.number().optional(),
});

const good = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://api.studio.test-agency.eu',
  PORTAL_URL: 'https://portal.test-agency.eu',
};

function faultsOf(source: Record<string, string>): ConfigurationError['faults'] {
  try {
    parseAppEnv(schema, source);
    return [];
  } catch (error) {
    return (error as ConfigurationError).faults;
  }
}

test('production starts with addresses of its own', () => {
  expect(faultsOf(good)).toEqual([]);
  expect(faultsOf({ ...good, PUBLIC_URL: 'http://localhost:3000' })).toEqual([]);
});

test.each([
  ['PUBLIC_URL', 'http://api.test-agency.eu', 'https'],
  ['PUBLIC_URL', '', 'not set'],
  ['PUBLIC_URL', 'https://api.studio.example', 'example'],
  ['PORTAL_URL', 'https://portal.example.com/', 'example'],
  ['PORTAL_URL', 'http://10.0.0.7:3001', 'https'],
  ['S3_BUCKET', 'bom-studio.example', 'example'],
  ['MAIL_FROM', 'Bom Studio <studio@bom.example>', 'example'],
  ['STAFF_EMAILS', 'ann@agency.eu, staff@studio.example', 'example'],
  ['STUDIO_API_KEY', 'bom_dev_0123456789abcdefghij', 'everybody knows'],
  ['DATABASE_URL', 'postgresql://bom:dev-password-0123456789@db/bom', 'everybody knows'],
])('production refuses %s=%s', (name, value, problem) => {
  expect(faultsOf({ ...good, [name]: value })).toEqual([{ variable: name, problem: expect.stringContaining(problem) }]);
  expect(faultsOf({ ...good, NODE_ENV: 'development', [name]: value })).toEqual([]);
});

test('production refuses to send mails from nobody', () => {
  expect(faultsOf({ ...good, SMTP_URL: 'smtp://relay' })).toEqual([
    { variable: 'MAIL_FROM', problem: expect.stringContaining('sender') },
  ]);
  expect(faultsOf({ ...good, SMTP_URL: 'smtp://relay', MAIL_FROM: 'Studio <hello@agency.eu>' })).toEqual([]);
});

test.each([
  ['PUBLIC_URL', 'https://example-agency.eu'],
  ['S3_BUCKET', 'examples'],
  ['MAIL_FROM', 'Example Studio <hello@exampleagency.eu>'],
])('production takes %s=%s', (name, value) => expect(faultsOf({ ...good, [name]: value })).toEqual([]));

test('all is refused at once, whatever else is wrong, and no value is shown', () => {
  const secret = 'bom_CANARY_0123456789abcdefghij';
  const faults = faultsOf({
    NODE_ENV: 'production',
    STUDIO_API_KEY: secret,
    PUBLIC_URL: 'http://canary.eu',
    PORT: 'x',
  });
  expect(faults.map(({ variable }) => variable).sort()).toEqual(['PORT', 'PORTAL_URL', 'PUBLIC_URL', 'STUDIO_API_KEY']);
  expect(JSON.stringify(faults)).not.toMatch(/canary/iu);
});

test('what is left out is warned of, each by name, once it is read', () => {
  const warned = (source: Record<string, string>) => settingsToWarnOf(schema, source).map(({ variable }) => variable);
  expect(warned(good)).toEqual(['TALLY_SIGNING_SECRET', 'RESEND_API_KEY or SMTP_URL', 'STAFF_EMAILS']);
  const whole = { TALLY_SIGNING_SECRET: 't', SMTP_URL: 'smtp://relay', STAFF_EMAILS: 'ann@agency.eu' };
  expect(warned({ ...good, ...whole })).toEqual([]);
  expect(warned({ ...good, ...whole, PUBLIC_URL: 'http://127.0.0.1:3000' })).toEqual(['PUBLIC_URL']);
  expect(warned({})).toEqual(['TALLY_SIGNING_SECRET']);
});

test('every secret that the repository shows is refused', () => {
  const shown = ['docker/dev.env', 'deploy/kubernetes/overlays/dev/kustomization.yaml'].flatMap((path) => [
    ...read(path).matchAll(/^[ -]*([A-Z][A-Z0-9_]+)=(\S+)$/gm),
  ]);
  const secrets = shown.filter(([, name = '']) => /(SECRETS?|PASSWORD|_KEY|DATABASE_URL)$/.test(name));
  expect(secrets.length).toBeGreaterThanOrEqual(10);
  expect(secrets.filter(([, , value = '']) => !value.includes('0123456789'))).toEqual([]);
});
