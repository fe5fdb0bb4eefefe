import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { unpackDebian } from '@bom/testing';

const root = join(__dirname, '../..');

interface Service {
  environment?: Record<string, string>;
  ports?: string[];
  deploy?: { replicas: number };
  mem_limit?: string;
}

let compose: { path: string; env: Record<string, string> };
let folder: string;

beforeAll(async () => {
  // 1.29, of 2021: what it reads, every later one does.
  const paths = await unpackDebian({ name: 'docker-compose', packages: ['docker-compose'] });
  compose = { path: join(paths.PYTHONPATH, '../../../bin/docker-compose'), env: paths };
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bom-compose-'));
  for (const path of ['docker-compose.yml', 'docker', 'deploy/alerts']) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function readStack(args: string[]): { services: Record<string, Service>; complaint: string } {
  const { stdout, stderr } = spawnSync('/usr/bin/python3', [compose.path, ...args, 'config'], {
    cwd: folder,
    env: compose.env,
    encoding: 'utf8',
  });
  const { services = {} } = (parse(stdout) ?? {}) as { services?: Record<string, Service> };
  return { services, complaint: stderr };
}

/** The production example with these values in it. */
function writeEnv(values: Record<string, string>): void {
  const example = readFileSync(join(root, '.env.production.example'), 'utf8');
  const filled = Object.entries(values).reduce(
    (text, [name, value]) => text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`),
    example,
  );
  writeFileSync(join(folder, '.env'), filled);
}

const secrets = Object.fromEntries(
  ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'FILE_SIGNING_SECRET', 'STUDIO_API_KEY', 'JWT_SECRETS'].map((name) => [
    name,
    'x',
  ]),
);

test('the example as it comes is refused, by the name of what is missing', () => {
  writeEnv({});
  expect(readStack(['--profile', 'production']).complaint).toMatch(/set [A-Z_]+ in \.env/);
});

test('the example filled in runs production on loopback, even with a NODE_ENV that was copied in', () => {
  writeEnv({ ...secrets, PUBLIC_URL: 'https://api.agency.eu', RENDER_WORKERS: '3', MAIL_FROM: 'hello@agency.eu' });
  writeFileSync(join(folder, '.env'), `${readFileSync(join(folder, '.env'), 'utf8')}NODE_ENV=development\n`);
  const { services, complaint } = readStack(['--profile', 'production']);
  expect({ complaint }).toEqual({ complaint: '' });
  for (const name of ['api', 'pipeline-worker', 'render-worker']) {
    const { environment } = services[name] ?? {};
    expect(environment).toMatchObject({ NODE_ENV: 'production', PUBLIC_URL: 'https://api.agency.eu' });
    expect(environment).toMatchObject({ MAIL_FROM: 'hello@agency.eu', METRICS_PORT: '9464' });
  }
  expect(services['api']?.ports).toEqual(['127.0.0.1:3000:3000/tcp']);
  expect(services['render-worker']).toMatchObject({ deploy: { replicas: 3 }, mem_limit: '4g' });
});

test('the development stack needs no .env, and sends its mails to Mailpit', () => {
  const { services, complaint } = readStack(['--env-file', 'docker/dev.env', '--profile', 'dev']);
  expect({ complaint }).toEqual({ complaint: '' });
  expect(services['pipeline-worker']?.environment).toMatchObject({
    NODE_ENV: 'development',
    SMTP_URL: 'smtp://mailpit:1025',
  });
});
