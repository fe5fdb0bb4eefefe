import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { variables } from './env-files.ts';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const dockerfile = read('docker/Dockerfile');
const compose = read('docker-compose.yml');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string; target: string };
  environment?: Record<string, string>;
  command?: string[] | string;
  healthcheck?: object;
  depends_on?: Record<string, { condition: string }> | string[];
  volumes?: string[];
  profiles?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  tmpfs?: string[];
  stop_grace_period?: string;
  [key: string]: unknown;
}

const stack = parse(compose, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  secrets: Record<string, unknown>;
};
const services = Object.entries(stack.services);
const ours = ['migrate', 'api', 'pipeline-worker', 'render-worker'];

/** Of the linter's rules: the API is there to be reached, and the order is from what runs first to what it stands on. */
const rulesLeftOut = [
  'no-unbound-port-interfaces',
  'require-project-name-field',
  'service-keys-order',
  'services-alphabetical-order',
  'top-level-properties-order',
];

/** What dclint says, which holds files against the schema of the Compose specification. */
function lintCompose(path: string): string[] {
  const dclint = join(root, 'node_modules/.bin/dclint');
  const leftOut = rulesLeftOut.flatMap((rule) => ['--disable-rule', rule]);
  const { stdout } = spawnSync(dclint, [path, '-f', 'json', ...leftOut], { encoding: 'utf8', cwd: root });
  const files = JSON.parse(stdout) as { messages: { rule: string; line: number; message: string }[] }[];
  return files.flatMap(({ messages }) => messages.map(({ rule, line, message }) => `${rule} ${line}: ${message}`));
}

describe('the Dockerfile', () => {
  test('has no fault that its linter knows', () => {
    expect(validate('FROM node:24\nRUUN true')).not.toHaveLength(0);
    expect(validate(dockerfile).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
  });

  test('pins what it starts from, and ends every image as somebody who is not root', () => {
    const stages = [...dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(([, from, name]) => ({ from, name }));
    const names = new Set(stages.map(({ name }) => name));
    const outside = stages.map(({ from = '' }) => from).filter((from) => !names.has(from));
    expect(outside).not.toHaveLength(0);
    for (const image of outside) expect(image).toMatch(/:\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/);
    for (const stage of dockerfile.split(/^FROM /m)) {
      const users = [...stage.matchAll(/^USER (\S+)$/gm)].map(([, user]) => user);
      if (users.length > 0) expect(users.at(-1)).toBe('node');
    }
    expect(dockerfile).toContain('ENTRYPOINT ["tini", "--"]');
  });

  test('has ffmpeg 8.1 or newer, of a stated checksum and signer, and without network', () => {
    const [, major, minor] = /^ARG FFMPEG_VERSION=(\d+)\.(\d+)/m.exec(dockerfile) ?? [];
    expect(Number(major) * 100 + Number(minor)).toBeGreaterThanOrEqual(801);
    expect(dockerfile).toMatch(/^ARG FFMPEG_SHA256=[0-9a-f]{64}$/m);
    expect(dockerfile).toMatch(/^ARG FFMPEG_KEY=[0-9A-F]{40}$/m);
    expect(dockerfile).toContain('sha256sum -c');
    expect(dockerfile).toContain('--verify');
    expect(dockerfile).toContain('--disable-network');
  });

  test('starts what the build makes', () => {
    const mains = [...dockerfile.matchAll(/"(apps\/[\w-]+)\/dist\/(\w+)\.js"/g)];
    expect(mains).toHaveLength(3);
    for (const [, app, file] of mains) expect(read(`${app}/src/${file}.ts`)).toContain('await');
  });
});

describe('docker-compose.yml', () => {
  test('is as the schema of the Compose specification says, and without fault to its linter', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bom-compose-'));
    const wrong = join(folder, 'compose.yml');
    writeFileSync(wrong, compose.replace('stop_grace_period: 40s', 'stop_grace_periodd: 40s'));
    expect(lintCompose(wrong)).toContainEqual(expect.stringContaining('invalid-schema'));
    rmSync(folder, { recursive: true });
    expect(lintCompose('docker-compose.yml')).toEqual([]);
  });

  test('names services and volumes that exist', () => {
    for (const [name, service] of services) {
      const needed = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {});
      for (const other of needed) expect(stack.services).toHaveProperty(other);
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0] ?? '';
        if (!source.startsWith('.'))
          expect({ name, volumes: Object.keys(stack.volumes) }).toEqual({
            name,
            volumes: expect.arrayContaining([source]),
          });
      }
    }
  });

  test('waits only for the healthy, the started and the ended', () => {
    for (const [, { depends_on: needed }] of services) {
      if (!needed || Array.isArray(needed)) continue;
      for (const [other, { condition }] of Object.entries(needed)) {
        expect(['service_healthy', 'service_completed_successfully']).toContain(condition);
        const isOneShot = stack.services[other]?.['restart'] === 'no';
        expect(condition === 'service_completed_successfully').toBe(isOneShot);
        if (!isOneShot) expect(stack.services[other]?.healthcheck).toBeDefined();
      }
    }
  });

  test('pins every image, and builds from targets that exist', () => {
    for (const [, { image, build }] of services) {
      if (image) expect(image).toMatch(/:v?\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/);
      else expect(dockerfile).toContain(` AS ${build?.target}\n`);
    }
  });

  test('gives our processes nothing to write to but their data and /tmp, and no capabilities', () => {
    for (const name of ours) {
      const service = stack.services[name];
      expect(service?.read_only).toBe(true);
      expect(service?.cap_drop).toEqual(['ALL']);
      expect(service?.['security_opt']).toEqual(['no-new-privileges:true']);
      if (name !== 'migrate') expect(service?.tmpfs).toEqual(['/tmp']);
    }
  });

  test('sets only variables that a process reads, and asks for only those that are explained', () => {
    const { read: known, example } = variables();
    for (const name of ours) {
      const set = Object.keys(stack.services[name]?.environment ?? {});
      expect(set.filter((variable) => !known.has(variable))).toEqual([]);
    }
    const asked = [...compose.matchAll(/\$\{(\w+)/g)].map(([, variable]) => variable ?? '');
    const ofCompose = new Set(['ENV_FILE', 'COMPOSE_NODE_ENV']);
    expect(asked.filter((variable) => !example.has(variable) && !ofCompose.has(variable))).toEqual([]);
    const given = [...read('docker/dev.env').matchAll(/^(\w+)=/gm)].map(([, variable]) => variable ?? '');
    expect(given.filter((variable) => !example.has(variable) && !ofCompose.has(variable))).toEqual([]);
  });

  test('keeps as many render workers as are set, and nothing of theirs can be there only once', () => {
    const { ports, container_name: name, deploy } = stack.services['render-worker'] ?? {};
    expect([ports, name]).toEqual([undefined, undefined]);
    expect(deploy).toEqual({ replicas: '${RENDER_WORKERS:-1}' });
  });

  test('gives every service a limit of memory, Redis twice what it may keep', () => {
    const without = services.filter(
      ([, { mem_limit: limit }]) => !/^(\d+[mg]|\$\{RENDER_MEMORY:-4g\})$/.test(String(limit)),
    );
    expect(without.map(([name]) => name)).toEqual([]);
    expect([stack.services['redis']?.['mem_limit'], stack.services['redis']?.command].flat()).toEqual(
      expect.arrayContaining(['1g', '512mb']),
    );
  });

  test('runs production unless its own variable says otherwise, whatever NODE_ENV a copied file holds', () => {
    for (const name of ['api', 'pipeline-worker', 'render-worker']) {
      expect(stack.services[name]?.environment?.['NODE_ENV']).toBe('${COMPOSE_NODE_ENV:-production}');
    }
    expect(read('docker/dev.env')).toMatch(/^COMPOSE_NODE_ENV=development$/m);
  });

  test('is readable to composes that know no long form of env_file', () => {
    expect(stack.services['api']?.['env_file']).toEqual(['${ENV_FILE:-.env}']);
  });

  describe('the step that makes the bucket', () => {
    /** The step's own lines, with a store in the place of `weed`. */
    function makeBucket(weed: string): { status: number | null; stderr: string } {
      const folder = mkdtempSync(join(tmpdir(), 'bom-bucket-'));
      const script = String(stack.services['s3-bucket']?.command?.[0])
        .replaceAll('$$', '$')
        .replaceAll('${S3_BUCKET:-bom}', 'bom');
      writeFileSync(join(folder, 'weed'), `#!/bin/sh\nread line\n${weed}\n`, { mode: 0o755 });
      writeFileSync(join(folder, 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
      const { status, stderr } = spawnSync('/bin/sh', ['-c', script], {
        env: { PATH: `${folder}:/usr/bin:/bin`, STORE: join(folder, 'store') },
        encoding: 'utf8',
      });
      rmSync(folder, { recursive: true });
      return { status, stderr };
    }

    test('waits for the filer, and ends well once the bucket is listed', () => {
      const lateFiler =
        'echo . >>"$STORE"; [ "$(wc -l <"$STORE")" -ge 5 ] && [ "$line" = s3.bucket.list ] && echo "  bom  size:0"; exit 0';
      expect(makeBucket(lateFiler).status).toBe(0);
    });

    test('fails where it never is, though every command ends well', () => {
      const { status, stderr } = makeBucket('echo "error: no filer"; exit 0');
      expect(status).toBe(1);
      expect(stderr).toContain('bom could not be made');
    });
  });

  test('has a Redis that keeps what it was given', () => {
    const words = [stack.services['redis']?.command].flat().join(' ');
    expect(words).toContain('--appendonly yes');
    expect(words).toContain('--maxmemory-policy noeviction');
  });

  test('keeps what is for development away from production', () => {
    for (const name of ['s3', 's3-bucket', 'mailpit']) {
      expect(stack.services[name]?.profiles).toEqual(['dev']);
    }
    const published = services.flatMap(([name, { ports }]) =>
      ((ports ?? []) as string[]).map((port) => ({ name, port })),
    );
    for (const { name, port } of published) {
      expect(port).toMatch(name === 'api' ? /^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:/ : /^127\.0\.0\.1:/);
    }
  });
});
