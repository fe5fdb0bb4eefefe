import { BlockList, isIPv6 } from 'node:net';

type Labels = Record<string, string>;

export interface Pod {
  labels: Labels;
  namespaceLabels: Labels;
}

export interface NetworkPolicy {
  metadata: { name: string };
  spec: {
    podSelector: Selector;
    policyTypes: ('Ingress' | 'Egress')[];
    ingress?: { from?: Peer[]; ports?: Port[] }[];
    egress?: { to?: Peer[]; ports?: Port[] }[];
  };
}

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface Port {
  port: number;
  protocol?: 'TCP' | 'UDP';
}

/** One end of a connection: an address, and the pod that has it, if one has. */
export interface Place {
  address: string;
  pod?: Pod;
}

export interface Flow {
  port: number;
  protocol: 'TCP' | 'UDP';
  /** Cilium: a block of addresses is never a pod of the cluster. */
  blocksAreOutside: boolean;
}

/** Whether the policies let a pod connect to a place, by https://kubernetes.io/docs/concepts/services-networking/network-policies/. */
export function mayConnect(policies: NetworkPolicy[], from: Pod, to: Place, flow: Flow): boolean {
  const chosen = policies.filter(
    ({ spec }) => spec.policyTypes.includes('Egress') && selects(spec.podSelector, from.labels),
  );
  if (chosen.length === 0) return true;
  const rules = chosen.flatMap(({ spec }) => spec.egress ?? []);
  return rules.some((rule) => matchesPort(rule.ports, flow) && matchesPeer(rule.to, to, flow));
}

/** Whether the policies let a place connect to a pod. */
export function mayBeReached(policies: NetworkPolicy[], to: Pod, from: Place, flow: Flow): boolean {
  const chosen = policies.filter(
    ({ spec }) => spec.policyTypes.includes('Ingress') && selects(spec.podSelector, to.labels),
  );
  if (chosen.length === 0) return true;
  const rules = chosen.flatMap(({ spec }) => spec.ingress ?? []);
  return rules.some((rule) => matchesPort(rule.ports, flow) && matchesPeer(rule.from, from, flow));
}

function matchesPort(ports: Port[] | undefined, flow: Flow): boolean {
  return (
    ports === undefined || ports.some(({ port, protocol = 'TCP' }) => port === flow.port && protocol === flow.protocol)
  );
}

function matchesPeer(peers: Peer[] | undefined, { address, pod }: Place, { blocksAreOutside }: Flow): boolean {
  if (peers === undefined) return true;
  return peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
    if (ipBlock) return !(pod && blocksAreOutside) && isInBlock(address, ipBlock);
    if (!pod) return false;
    // Without a namespace selector the peer is in the policy's own namespace, which no policy here uses.
    return (
      selects(namespaceSelector ?? { matchLabels: { never: 'so' } }, pod.namespaceLabels) &&
      selects(podSelector ?? {}, pod.labels)
    );
  });
}

function isInBlock(address: string, { cidr, except = [] }: { cidr: string; except?: string[] }): boolean {
  const isIn = (block: string) => {
    const [network = '', prefix = ''] = block.split('/');
    // A list takes an IPv4 address for its IPv6 form; a policy does not.
    if (isIPv6(network) !== isIPv6(address)) return false;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family);
    return list.check(address, family);
  };
  return isIn(cidr) && !except.some(isIn);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const byLabels = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  const byExpressions = matchExpressions.every(({ key, operator, values }) => {
    if (operator !== 'In') throw new Error(`play-network.ts knows no operator ${operator}.`);
    return values.includes(labels[key] ?? '');
  });
  return byLabels && byExpressions;
}
