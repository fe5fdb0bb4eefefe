import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { catalog } from '@bom/jobs';
import { variables } from './env-files.ts';
import { faultsOf } from './kubernetes-schemas.ts';
import type { Resource } from './kubernetes-schemas.ts';
import { faultsOfQuery } from './promql.ts';

const root = join(__dirname, '../../deploy/kubernetes');
const folders = ['base', 'overlays/dev', 'overlays/production', 'components/pod-monitor'];

const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => name.endsWith('.yaml')),
);
const resourcesOf = (file: string) =>
  parseAllDocuments(readFileSync(join(root, file), 'utf8'), { merge: true }).map(
    (document) => document.toJS() as Resource,
  );
/** The schema of a PodMonitor is of Prometheus' operator, which is in none of the packages. */
const whole = files.filter((file) => !/kustomization|one-of-each|size|pod-monitor/.test(file));
const base = whole.filter((file) => file.startsWith('base/')).flatMap(resourcesOf);
const deployments = base.filter(({ kind }) => kind === 'Deployment');
const find = (kind: string, name: string) => base.find((one) => one.kind === kind && one.metadata.name === name);
const containerOf = (one: Resource | undefined) => one?.spec?.template?.spec.containers[0];

describe('the schemas', () => {
  test('find a wrong type and a field that does not exist', () => {
    const good = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: [{ port: 80 }] } };
    expect(faultsOf(good as Resource)).toEqual([]);
    expect(faultsOf({ ...good, spec: { ports: [{ port: 'x' }] } })).toHaveLength(1);
    expect(faultsOf({ ...good, spec: { prots: [] } })).toEqual(['spec.prots']);
  });

  test.each(whole)('accept %s', (file) => {
    for (const resource of resourcesOf(file)) expect(faultsOf(resource)).toEqual([]);
  });
});

test.each(folders)('%s names files that exist, and leaves none out', (folder) => {
  const { resources, patches = [] } = resourcesOf(`${folder}/kustomization.yaml`)[0] as unknown as {
    resources: string[];
    patches?: { path: string }[];
  };
  for (const name of resources) expect(existsSync(join(root, folder, name))).toBe(true);
  const named = new Set([...resources, ...patches.map(({ path }) => path), 'kustomization.yaml']);
  const there = files.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1));
  expect(there.filter((file) => !named.has(file))).toEqual([]);
});

describe('each of our processes', () => {
  test.each(deployments.map((one) => [one.metadata.name, one] as const))(
    '%s runs with as few rights as it can',
    (_name, one) => {
      const pod = one.spec?.template?.spec;
      expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      const container = containerOf(one);
      expect(container?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container?.livenessProbe).toBeDefined();
      expect(container?.resources?.requests).toBeDefined();
      expect(container?.resources?.limits?.memory).toBeDefined();
    },
  );

  test.each(deployments.map((one) => [one.metadata.name, one] as const))(
    '%s may be moved without all of it being gone',
    (name, one) => {
      const budget = find('PodDisruptionBudget', name);
      expect(budget?.spec?.selector).toEqual(one.spec?.selector);
    },
  );

  test('is given only variables that a process reads', () => {
    const { read } = variables();
    const own = deployments.flatMap((one) => containerOf(one)?.env ?? []).map(({ name }) => name);
    const shared = Object.keys(find('ConfigMap', 'bom-studio')?.data ?? {});
    expect([...own, ...shared].filter((name) => !read.has(name))).toEqual([]);
  });
});

describe('render workers', () => {
  const worker = find('Deployment', 'render-worker');
  const scaling = find('ScaledObject', 'render-worker');
  const graceSeconds = Number(worker?.spec?.template?.spec.terminationGracePeriodSeconds);
  const valueOf = (name: string) => containerOf(worker)?.env?.find((one) => one.name === name)?.value;

  test('are given longer to end than any segment may take', () => {
    const longestSeconds = catalog['render.segment'].timeoutMs / 1000;
    const shutdownSeconds = Number(/^(\d+)m$/.exec(valueOf('SHUTDOWN_GRACE_MS') ?? '')?.[1]) * 60;
    expect(shutdownSeconds).toBeGreaterThanOrEqual(longestSeconds);
    // The worker itself adds 5 s, and 5 s for what it aborts.
    expect(graceSeconds).toBeGreaterThan(shutdownSeconds + 10);
  });

  test('are scaled by the work that there is, with figures that exist', () => {
    expect(scaling?.spec?.scaleTargetRef?.name).toBe('render-worker');
    const queries = (scaling?.spec?.triggers ?? []).map(({ metadata }) => metadata.query);
    expect(queries).toHaveLength(3);
    for (const query of queries) expect(faultsOfQuery(query)).toEqual([]);
    expect(worker?.spec?.['replicas']).toBeUndefined();
  });
});

describe('figures', () => {
  test.each(deployments.map((one) => [one.metadata.name, one] as const))(
    '%s offers its own to Prometheus on a port that asks for no key',
    (_name, one) => {
      const { ports = [] } = containerOf(one) ?? {};
      expect(ports).toContainEqual({ name: 'metrics', containerPort: 9464 });
      expect(one.spec?.template?.metadata.annotations).toEqual({
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '9464',
      });
      expect(find('ConfigMap', 'bom-studio')?.data?.['METRICS_PORT']).toBe('9464');
    },
  );
});
