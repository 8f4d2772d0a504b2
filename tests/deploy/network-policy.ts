import { BlockList, isIPv6 } from 'node:net';

type Labels = Record<string, string>;

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface Ports {
  port?: number | string;
  protocol?: string;
  endPort?: number;
}

type Direction = 'Ingress' | 'Egress';

/** The spec of a NetworkPolicy. */
export interface PolicySpec {
  podSelector: Selector;
  policyTypes?: Direction[];
  ingress?: { from?: Peer[]; ports?: Ports[] }[];
  egress?: { to?: Peer[]; ports?: Ports[] }[];
}

export interface Policy {
  namespace: string;
  spec: PolicySpec;
}

/** Who calls or is called: a pod, or an address outside of the cluster. */
export type Party = Pod | { name: string; address: string };

export interface Pod {
  name: string;
  namespace: string;
  labels: Labels;
  /** Its ports that have names. */
  ports: Record<string, number>;
}

export interface Door {
  of: Party;
  port: number;
  protocol: 'TCP' | 'UDP';
}

/**
 * Whether the policies let a connection through, as the API of Kubernetes defines them: one allowed by any policy that
 * selects the pod is allowed, a pod that no policy of a direction selects is open in it. Namespaces have the one label
 * that each has by itself.
 */
export function isAllowed(policies: readonly Policy[], from: Party, to: Door): boolean {
  return passes(policies, 'Egress', from, to.of, to) && passes(policies, 'Ingress', to.of, from, to);
}

function passes(policies: readonly Policy[], direction: Direction, pod: Party, other: Party, door: Door): boolean {
  if ('address' in pod) return true;
  const own = policies.filter(
    ({ namespace, spec }) =>
      namespace === pod.namespace && selects(spec.podSelector, pod.labels) && directionsOf(spec).includes(direction),
  );
  if (own.length === 0) return true;
  return own.some(({ namespace, spec }) =>
    rulesOf(spec, direction).some(
      ({ peers, ports }) =>
        (peers.length === 0 || peers.some((peer) => matches(peer, other, namespace))) &&
        (ports.length === 0 || ports.some((port) => opens(port, door))),
    ),
  );
}

function directionsOf({ policyTypes, egress }: PolicySpec): readonly Direction[] {
  return policyTypes ?? (egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function rulesOf({ ingress = [], egress = [] }: PolicySpec, direction: Direction): { peers: Peer[]; ports: Ports[] }[] {
  return direction === 'Ingress'
    ? ingress.map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : egress.map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

function matches({ podSelector, namespaceSelector, ipBlock }: Peer, party: Party, ownNamespace: string): boolean {
  // What an ipBlock says of pods depends on the network's plug-in: it is for what is outside.
  if ('address' in party) return ipBlock !== undefined && isInBlock(ipBlock, party.address);
  if (ipBlock) return false;
  const isNamespace = namespaceSelector
    ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': party.namespace })
    : party.namespace === ownNamespace;
  return isNamespace && selects(podSelector ?? {}, party.labels);
}

function isInBlock({ cidr, except = [] }: { cidr: string; except?: string[] }, address: string): boolean {
  const isIn = (block: string) => {
    const [network = '', prefix] = block.split('/');
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
    return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
  return isIn(cidr) && !except.some(isIn);
}

function opens({ port, protocol = 'TCP', endPort }: Ports, door: Door): boolean {
  if (protocol !== door.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return 'ports' in door.of && door.of.ports[port] === door.port;
  return door.port >= port && door.port <= (endPort ?? port);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          throw new Error(`There is no operator ${operator}`);
      }
    })
  );
}
