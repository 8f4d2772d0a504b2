import { describe, expect, it } from 'vitest';
import { helm, type Manifest, render } from './chart.js';
import { type Door, isAllowed, type Party, type Pod, type Policy, type PolicySpec } from './network-policy.js';

const OWN = 'crm';

const pod = (namespace: string, name: string, labels: Record<string, string> = { app: name }): Pod => ({
  namespace,
  name: `${namespace}/${name}`,
  labels,
  ports: {},
});

const gateway = pod('ingress-nginx', 'controller');
const prometheus = pod('monitoring', 'prometheus');
const stranger = pod(OWN, 'stranger');
const internet = { name: 'internet', address: '203.0.113.9' };

/** Who else is there, and where they listen: those that the values of `restricted` name, and neighbours of them. */
const others: Door[] = [
  { of: pod('kube-system', 'dns', { 'k8s-app': 'kube-dns' }), port: 53, protocol: 'UDP' },
  { of: pod('kube-system', 'other'), port: 53, protocol: 'UDP' },
  { of: pod('data', 'postgres'), port: 5432, protocol: 'TCP' },
  { of: pod('data', 'cache'), port: 6379, protocol: 'TCP' },
  { of: pod('temporal', 'frontend'), port: 7233, protocol: 'TCP' },
  { of: pod('temporal', 'postgres'), port: 5432, protocol: 'TCP' },
  { of: pod('monitoring', 'collector'), port: 4318, protocol: 'TCP' },
  { of: prometheus, port: 9090, protocol: 'TCP' },
  { of: gateway, port: 443, protocol: 'TCP' },
  { of: stranger, port: 8080, protocol: 'TCP' },
  { of: { name: 'identity provider', address: '10.30.0.7' }, port: 443, protocol: 'TCP' },
  { of: { name: 'files of a shop', address: '10.30.1.9' }, port: 443, protocol: 'TCP' },
  { of: { name: 'webhook', address: '10.20.1.1' }, port: 443, protocol: 'TCP' },
  { of: { name: 'mail', address: '10.20.1.2' }, port: 587, protocol: 'TCP' },
  { of: { name: 'bucket', address: '10.40.0.5' }, port: 9000, protocol: 'TCP' },
  { of: { name: 'API of Kubernetes', address: '10.96.0.1' }, port: 443, protocol: 'TCP' },
  { of: { name: 'metadata of the node', address: '169.254.169.254' }, port: 80, protocol: 'TCP' },
  { of: internet, port: 443, protocol: 'TCP' },
];

/** The pods of the release by what they are; those of one that only has another name, too. */
function podsIn(manifests: readonly Manifest[]): Pod[] {
  const own = manifests.flatMap(({ kind, metadata, spec }): Pod[] => {
    const template = kind === 'Pod' ? { metadata, spec } : (spec?.template ?? spec?.jobTemplate?.spec.template);
    if (!template) return [];
    const labels = template.metadata.labels ?? {};
    const ports = (template.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
    return [
      {
        name: labels['app.kubernetes.io/component'] ?? metadata.name,
        namespace: OWN,
        labels,
        ports: Object.fromEntries(ports.map(({ name, containerPort }) => [name, containerPort])),
      },
    ];
  });
  const neighbours = own.map((one) => ({
    ...one,
    name: `another ${one.name}`,
    labels: { ...one.labels, 'app.kubernetes.io/instance': 'another' },
  }));
  return [...own, ...neighbours];
}

const policiesIn = (manifests: readonly Manifest[]): Policy[] =>
  manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => ({ namespace: OWN, spec: spec as PolicySpec }));

/** Every connection that the release's pods can make or are open to, one a line. */
function roadsOf(manifests: readonly Manifest[]): string[] {
  const policies = policiesIn(manifests);
  const pods = podsIn(manifests);
  const doors: Door[] = [
    ...others,
    ...pods.flatMap((of) => Object.values(of.ports).map((port): Door => ({ of, port, protocol: 'TCP' }))),
  ];
  const callers: Party[] = [...pods, stranger, gateway, prometheus, internet];
  const isOwn = (party: Party) => pods.some((one) => one === party && !one.name.startsWith('another '));
  return callers.flatMap((from) =>
    doors
      .filter((door) => door.of !== from && (isOwn(from) || isOwn(door.of)) && isAllowed(policies, from, door))
      .map((door) => `${from.name} → ${door.of.name}:${door.port}`),
  );
}

describe.skipIf(!helm)('the NetworkPolicies of the chart', () => {
  it('let through who must talk to whom, and nobody else, where every road is named', () => {
    const bucket = ['url=https://minio.internal:9000/b', 'existingSecret=fanloom-bucket'];
    const roads = roadsOf(
      render(
        'restricted',
        'backup.enabled=true',
        'backup.passphrase.existingSecret=fanloom-backup',
        ...bucket.map((setting) => `backup.bucket.${setting}`),
        'networkPolicy.bucketTo[0].ipBlock.cidr=10.40.0.0/24',
      ),
    );
    const needed = {
      server: [
        'kube-system/dns:53',
        'data/postgres:5432',
        'temporal/frontend:7233',
        'monitoring/collector:4318',
        'identity provider:443',
        'files of a shop:443',
      ],
      worker: [
        'kube-system/dns:53',
        'data/postgres:5432',
        'temporal/frontend:7233',
        'monitoring/collector:4318',
        'webhook:443',
        'mail:587',
      ],
      migrate: ['kube-system/dns:53', 'data/postgres:5432'],
      backup: ['kube-system/dns:53', 'data/postgres:5432', 'bucket:9000'],
      test: ['kube-system/dns:53', 'server:8080'],
      'ingress-nginx/controller': ['server:8080'],
      'monitoring/prometheus': ['server:8082', 'worker:8081'],
    };
    expect(roads.sort()).toEqual(
      Object.entries(needed)
        .flatMap(([from, doors]) => doors.map((door) => `${from} → ${door}`))
        .sort(),
    );
  });

  it('keep metrics and the outside closed where nothing is named but database and Temporal', () => {
    const roads = roadsOf(render('minimal'));
    const reached = (from: string) =>
      roads.filter((road) => road.startsWith(`${from} → `)).map((road) => road.split(' → ')[1]);
    expect(reached('internet')).toEqual(['server:8080']);
    expect(reached('monitoring/prometheus')).toEqual(['server:8080']);
    const database = ['data/postgres:5432', 'temporal/postgres:5432'];
    const names = ['kube-system/dns:53', 'kube-system/other:53'];
    expect(reached('migrate')).toEqual([...names, ...database]);
    for (const name of ['server', 'worker']) {
      expect(reached(name).sort(), name).toEqual([...names, ...database, 'temporal/frontend:7233'].sort());
    }
  });

  it('are none where they are switched off', () => {
    expect(policiesIn(render('minimal', 'networkPolicy.enabled=false'))).toEqual([]);
  });
});

describe('a set of NetworkPolicies', () => {
  const web = { ...pod('shop', 'web'), ports: { http: 8080 } };
  const caller = pod('shop', 'caller');
  const far = pod('far', 'caller');
  const outside = { name: 'outside', address: '10.1.2.3' };
  const door: Door = { of: web, port: 8080, protocol: 'TCP' };
  const policy = (spec: PolicySpec): Policy => ({ namespace: 'shop', spec });
  const whoCalls = (...policies: Policy[]) =>
    [caller, far, outside].filter((from) => isAllowed(policies, from, door)).map(({ name }) => name);
  const all = ['shop/caller', 'far/caller', 'outside'];

  it('leaves open what it does not select', () => {
    expect(whoCalls(policy({ podSelector: { matchLabels: { app: 'other' } } }))).toEqual(all);
    expect(whoCalls({ ...policy({ podSelector: {} }), namespace: 'far' })).toEqual(all);
    expect(whoCalls(policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] }))).toEqual(all);
  });

  it('closes both directions where egress is written down, and ingress otherwise', () => {
    expect(whoCalls(policy({ podSelector: {} }))).toEqual([]);
    const ofCaller = { podSelector: { matchLabels: { app: 'caller' } } };
    expect(whoCalls(policy(ofCaller))).toEqual(all);
    expect(whoCalls(policy({ ...ofCaller, egress: [] }))).toEqual(['far/caller', 'outside']);
  });

  it('adds up: what one allows, another cannot take', () => {
    const none = policy({ podSelector: {}, policyTypes: ['Ingress'] });
    const some = policy({ podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] });
    expect(whoCalls(none, some)).toEqual(all);
  });

  it.each([
    ['pods of its own namespace', { podSelector: {} }, ['shop/caller']],
    [
      'pods of a namespace',
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'far' } } },
      ['far/caller'],
    ],
    ['both at once', { namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } }, []],
    ['addresses', { ipBlock: { cidr: '10.0.0.0/8' } }, ['outside']],
    ['addresses but some', { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }, []],
  ])('knows %s', (_what, peer, expected) => {
    expect(whoCalls(policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [peer] }] }))).toEqual(
      expected,
    );
  });

  it.each([
    ['of another number', { port: 8081 }, []],
    ['in a range', { port: 8000, endPort: 8100 }, all],
    ['of another protocol', { port: 8080, protocol: 'UDP' }, []],
    ['of another name', { port: 'metrics' }, []],
  ])('knows a port %s', (_what, port, expected) => {
    expect(whoCalls(policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [port] }] }))).toEqual(
      expected,
    );
  });

  it.each([
    [{ operator: 'In', values: ['web'] }, []],
    [{ operator: 'NotIn', values: ['web'] }, all],
    [{ operator: 'Exists' }, []],
    [{ operator: 'DoesNotExist' }, all],
  ])('selects by $operator', (expression, expected) => {
    const podSelector = { matchExpressions: [{ key: 'app', ...expression }] };
    expect(whoCalls(policy({ podSelector, policyTypes: ['Ingress'] }))).toEqual(expected);
  });
});
