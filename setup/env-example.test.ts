import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAppEnv, settingsToWarnOf } from '@bom/runtime';
import { envSchema as apiSchema } from '../apps/api/src/env.ts';
import { envSchema as pipelineSchema } from '../apps/pipeline-worker/src/env.ts';
import { envSchema as renderSchema } from '../apps/render-worker/src/env.ts';

const root = join(__dirname, '..');

test('.env.example names every variable that a process reads, and no other', () => {
  const files = ['packages/runtime/src/stack-env.ts', ...appEnvFiles()];
  const read = files.flatMap((file) => matches(file, /^\s+([A-Z][A-Z0-9_]+): /gm));
  const internal = new Set(['BOM_PARENT_PID', 'NO_COLOR']);
  const composeOnly = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'BIND_ADDRESS', 'RENDER_WORKERS', 'RENDER_MEMORY'];
  const expected = [...new Set(read), ...composeOnly].filter((name) => !internal.has(name));
  expect(matches('.env.example', /^([A-Z][A-Z0-9_]*)=/gm).sort()).toEqual(expected.sort());
});

describe('.env.production.example', () => {
  const named = [...readFileSync(join(root, '.env.production.example'), 'utf8').matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)];
  const example = Object.fromEntries(named.map(([, name = '', value = '']) => [name, value]));

  test('names settings that .env.example explains, and all that docker compose asks for', () => {
    const known = new Set(matches('.env.example', /^([A-Z][A-Z0-9_]*)=/gm));
    expect(Object.keys(example).filter((name) => !known.has(name))).toEqual([]);
    const asked = [...new Set(matches('docker-compose.yml', /\$\{(\w+):\?/gm))];
    expect(asked.sort()).toEqual(matches('.env.example', /\[compose\]\n([A-Z0-9_]+)=/g).sort());
    expect(asked.filter((name) => example[name] !== '')).toEqual([]);
  });

  test('runs production once it is filled in, with every process content and nothing warned of', () => {
    const filled = {
      ...example,
      NODE_ENV: 'production',
      DATABASE_URL: 'postgresql://bom:x@postgres/bom',
      REDIS_URL: 'redis://redis',
      PUBLIC_URL: 'https://api.agency.eu',
      PORTAL_URL: 'https://portal.agency.eu',
      FILE_SIGNING_SECRET: 'f'.repeat(64),
      STUDIO_API_KEY: `bom_studio_${'a'.repeat(48)}`,
      JWT_SECRETS: `2026:${'b'.repeat(64)}`,
      STAFF_EMAILS: 'ann@agency.eu',
      MAIL_FROM: 'Studio <hello@agency.eu>',
      SMTP_URL: 'smtps://studio:secret@mail.agency.eu',
      TALLY_SIGNING_SECRET: 't'.repeat(32),
      N8N_WEBHOOK_SECRET: 'n'.repeat(32),
      WEBHOOK_SIGNING_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    };
    for (const schema of [apiSchema(true), pipelineSchema, renderSchema]) {
      expect(() => parseAppEnv(schema, filled)).not.toThrow();
      expect(settingsToWarnOf(schema, filled)).toEqual([]);
    }
  });

  test('is refused as it comes, by the name of everything that has to be filled in', () => {
    const faults = () => parseAppEnv(apiSchema(true), { ...example, NODE_ENV: 'production' });
    for (const name of ['PUBLIC_URL', 'PORTAL_URL', 'FILE_SIGNING_SECRET', 'STUDIO_API_KEY', 'JWT_SECRETS']) {
      expect(faults).toThrow(`${name}: is not set`);
    }
  });
});

function appEnvFiles(): string[] {
  return ['api', 'pipeline-worker', 'render-worker', 'studio'].map((app) => `apps/${app}/src/env.ts`);
}

function matches(file: string, pattern: RegExp): string[] {
  return Array.from(readFileSync(join(root, file), 'utf8').matchAll(pattern), ([, name]) => name ?? '');
}
