import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { mayBeReached, mayConnect } from './play-network.ts';
import type { NetworkPolicy, Place, Pod } from './play-network.ts';

const path = join(__dirname, '../../deploy/kubernetes/base/network.yaml');
const policies = parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as NetworkPolicy);

const apps = ['api', 'pipeline-worker', 'render-worker', 'migrate'];
const namespace = (name: string) => ({ 'kubernetes.io/metadata.name': name });
const ours = (name: string): Pod => ({
  labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'bom-studio' },
  namespaceLabels: namespace('bom-studio'),
});
const other = (name: string, of: string): Pod => ({ labels: { app: name }, namespaceLabels: namespace(of) });

const needed: [string, Place, number, ('TCP' | 'UDP')?][] = [
  ['CoreDNS', { address: '10.96.0.10', pod: other('coredns', 'kube-system') }, 53, 'UDP'],
  ['CoreDNS, long answers', { address: '10.96.0.10', pod: other('coredns', 'kube-system') }, 53, 'TCP'],
  ['NodeLocal DNSCache', { address: '169.254.20.10' }, 53, 'UDP'],
  ["Google's Cloud DNS, at the metadata address", { address: '169.254.169.254' }, 53, 'UDP'],
  ["Azure's resolver", { address: '168.63.129.16' }, 53, 'UDP'],
  ["AWS' resolver by IPv6", { address: 'fd00:ec2::253' }, 53, 'UDP'],
  ['EKS Pod Identity', { address: '169.254.170.23' }, 80],
  ['EKS Pod Identity by IPv6', { address: 'fd00:ec2::23' }, 80],
  ['a Postgres in the cluster', { address: '10.1.2.3', pod: other('postgres', 'bom-studio') }, 5432],
  ['a Redis in another namespace', { address: '10.1.2.4', pod: other('redis', 'stores') }, 6379],
  ['a bucket in the cluster', { address: '10.1.2.5', pod: other('s3', 'bom-dev') }, 8333],
  ['a bucket in the cluster by IPv6', { address: 'fd12::5', pod: other('s3', 'bom-dev') }, 8333],
  ['a managed Postgres', { address: '10.200.0.3' }, 5432],
  ['a managed Redis', { address: '172.31.4.4' }, 6379],
  ['a bucket at Amazon', { address: '52.216.1.1' }, 443],
  ['a mail server', { address: '198.51.100.7' }, 587],
  ['a website by IPv6', { address: '2606:4700::1111' }, 443],
];

const refused: [string, string][] = [
  ['AWS, Google, Azure and others', '169.254.169.254'],
  ['Scaleway', '169.254.42.42'],
  ['Tencent', '169.254.0.23'],
  ["Azure's agent", '168.63.129.16'],
  ['Alibaba', '100.100.100.200'],
  ['Oracle Classic', '192.0.0.192'],
  ['AWS by IPv6', 'fd00:ec2::254'],
  ['Google by IPv6', 'fd20:ce::254'],
  ['Scaleway by IPv6', 'fd00:42::42'],
  ['OpenStack by IPv6', 'fe80::a9fe:a9fe'],
];

describe.each([
  ['where blocks of addresses mean pods too', false],
  ['where they never do (Cilium)', true],
])('the network policies, %s', (_title, blocksAreOutside) => {
  test.each(needed)('let every process reach %s', (_name, place, port, protocol = 'TCP') => {
    const cut = apps.filter((app) => !mayConnect(policies, ours(app), place, { port, protocol, blocksAreOutside }));
    expect(cut).toEqual([]);
  });

  test.each(refused)('let nobody ask for the metadata of %s', (_name, address) => {
    const reached = apps.flatMap((app) =>
      [80, 443].filter((port) =>
        mayConnect(policies, ours(app), { address }, { port, protocol: 'TCP', blocksAreOutside }),
      ),
    );
    expect(reached).toEqual([]);
  });

  test('let Prometheus alone read the figures, and callers reach the API alone', () => {
    const prometheus: Place = { address: '10.1.9.9', pod: other('prometheus', 'monitoring') };
    const ingress: Place = { address: '10.1.9.8', pod: other('nginx', 'ingress') };
    const reach = (app: string, from: Place, port: number) =>
      mayBeReached(policies, ours(app), from, { port, protocol: 'TCP', blocksAreOutside });
    for (const app of apps) {
      expect([reach(app, prometheus, 9464), reach(app, ingress, 9464)]).toEqual([true, false]);
      expect(reach(app, ingress, 3000)).toBe(app === 'api');
    }
    expect(reach('api', { address: '203.0.113.9' }, 3000)).toBe(true);
  });
});
