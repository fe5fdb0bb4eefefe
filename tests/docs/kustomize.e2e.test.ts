import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { parseAppEnv } from '@bom/runtime';
import { findKubectl } from './find-kubectl.ts';
import { faultsOf } from './kubernetes-schemas.ts';
import type { Resource } from './kubernetes-schemas.ts';

let kubectl: string;
let folder: string;

beforeAll(async () => {
  kubectl = await findKubectl();
  folder = mkdtempSync(join(tmpdir(), 'bom-kustomize-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `kubectl apply -k` would send, after the edits that an operator makes in the overlay. */
function build(overlay: string, edits: [file: string, from: string, to: string][] = []): Resource[] {
  const copy = mkdtempSync(join(folder, 'deploy-'));
  cpSync(join(__dirname, '../../deploy/kubernetes'), copy, { recursive: true });
  for (const [file, from, to] of edits) {
    const path = join(copy, 'overlays', overlay, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replaceAll(from, to));
  }
  const { stdout, stderr } = spawnSync(kubectl, ['kustomize', join(copy, 'overlays', overlay)], { encoding: 'utf8' });
  // Errors, and warnings of what is deprecated.
  expect(stderr).toBe('');
  return parseAllDocuments(stdout).map((document) => document.toJS() as Resource);
}

const nameOf = ({ kind, metadata }: Resource) => `${kind}/${metadata.name}`;
const find = (all: Resource[], name: string) => all.find((one) => nameOf(one) === name);

/** As the processes get it from ConfigMap and Secret. */
function settingsOf(all: Resource[], secrets: Record<string, string>): Record<string, string> {
  const encoded = Object.entries(find(all, 'Secret/bom-studio')?.data ?? {});
  const shown = encoded.map(([name, value]) => [name, Buffer.from(value, 'base64').toString()] as const);
  return { ...find(all, 'ConfigMap/bom-studio')?.data, ...Object.fromEntries(shown), ...secrets };
}

/** What your secret store would hold. */
const secrets = {
  DATABASE_URL: 'postgresql://bom:x@10.0.0.3/bom',
  REDIS_URL: 'rediss://10.0.0.4',
  FILE_SIGNING_SECRET: 'f'.repeat(64),
  STUDIO_API_KEY: `bom_studio_${'a'.repeat(48)}`,
  JWT_SECRETS: `2026:${'b'.repeat(64)}`,
};
type Schema = Parameters<typeof parseAppEnv>[0];

/** Not imported: apps are no part of what the tests are compiled with. */
const schemaOf = (app: string) => jest.requireActual<{ envSchema: unknown }>(`../../apps/${app}/src/env.ts`).envSchema;
const schemas = [
  (schemaOf('api') as (isProduction: boolean) => Schema)(true),
  schemaOf('pipeline-worker') as Schema,
  schemaOf('render-worker') as Schema,
];

const own: [string, string, string][] = [
  ['kustomization.yaml', 'https://api.studio.example', 'https://api.agency.eu'],
  ['kustomization.yaml', 'https://portal.studio.example', 'https://portal.agency.eu'],
  ['kustomization.yaml', 'bom-studio.example', 'agency-films'],
];

describe('the overlay production', () => {
  test('is refused by every process as it comes, by the name of all that has to be set', () => {
    const all = build('production');
    for (const schema of schemas) {
      const start = () => parseAppEnv(schema, settingsOf(all, secrets));
      for (const name of ['PUBLIC_URL', 'PORTAL_URL', 'S3_BUCKET'])
        expect(start).toThrow(`${name}: is still the example's`);
    }
  });

  test('is valid, and starts every process, once it holds what is yours; the Ingress answers for its host', () => {
    const all = build('production', own);
    expect(all.flatMap(faultsOf)).toEqual([]);
    for (const schema of schemas) expect(() => parseAppEnv(schema, settingsOf(all, secrets))).not.toThrow();
    expect(find(all, 'Ingress/api')?.spec).toMatchObject({
      tls: [{ hosts: ['api.agency.eu'] }],
      rules: [{ host: 'api.agency.eu' }],
    });
  });

  test('migrates each version in a Job of its own, and changes nothing else by name', () => {
    const [older, newer] = [
      build('production', own),
      build('production', [...own, ['kustomization.yaml', '0.1.0', '0.2.0']]),
    ];
    expect(find(older, 'Job/migrate-0.1.0')).toBeDefined();
    expect(find(newer, 'Job/migrate-0.2.0')).toBeDefined();
    const others = (all: Resource[]) => all.map(nameOf).filter((name) => !name.startsWith('Job/'));
    expect(others(newer)).toEqual(others(older));
  });

  test('lets uploads of 100 MiB and answers of 90 seconds through', () => {
    const annotations = find(build('production'), 'Ingress/api')?.metadata.annotations ?? {};
    expect(Number.parseInt(annotations['nginx.ingress.kubernetes.io/proxy-body-size'] ?? '')).toBeGreaterThan(100);
    expect(Number(annotations['nginx.ingress.kubernetes.io/proxy-read-timeout'])).toBeGreaterThan(90);
  });

  test('has a PodMonitor for the operator of Prometheus where that is asked for', () => {
    const all = build('production', [
      ['kustomization.yaml', 'components: []', 'components: [../../components/pod-monitor]'],
    ]);
    expect(find(all, 'PodMonitor/bom-studio')).toBeDefined();
  });
});

describe('the overlay dev', () => {
  test('is valid, starts every process, and makes the bucket that they look for', () => {
    const all = build('dev');
    // Base64 may have line breaks, which the schema does not know of.
    const valid = all.filter(({ kind }) => kind !== 'Secret');
    expect(valid.flatMap(faultsOf)).toEqual([]);
    const settings = settingsOf(all, {});
    for (const schema of schemas) expect(() => parseAppEnv(schema, settings)).not.toThrow();
    const bucket = find(all, 'Job/s3-bucket')?.spec?.template?.spec.containers[0];
    expect(bucket?.env).toEqual([
      { name: 'BUCKET', valueFrom: { configMapKeyRef: { name: 'bom-studio', key: 'S3_BUCKET' } } },
    ]);
    expect(settings['S3_BUCKET']).toBe('bom-studio');
    expect(find(all, 'Job/migrate-0.1.0')).toBeDefined();
  });
});
