import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { projectRoot } from '@fanloom/server/launch/project.js';
import {
  CHART,
  hasSchemas,
  helm,
  type Manifest,
  type PodSpec,
  render,
  runHelm,
  setFlags,
  validate,
  valuesOf,
} from './chart.js';

const SETS = (await readdir(join(CHART, 'ci'))).map((file) => basename(file, '.yaml'));
const VERSIONS = ['1.28', '1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37'];
/** Server, worker, migration and test; in some the backup, too. */
const POD_KINDS: Record<string, number> = { 'air-gapped': 5, backup: 5, bucket: 5 };
const RESTORE = 'restore.file=fanloom-20261122T020000Z.backup';
/** Of operators that not every cluster has; the schemas know Kubernetes itself only. */
const FOREIGN = ['ServiceMonitor', 'PrometheusRule', 'HTTPRoute'];

if (!helm || !hasSchemas) {
  process.stderr.write(
    'Helm or the schemas of Kubernetes are missing: tests of the chart are skipped (deploy/helm/tools.sh)\n',
  );
}

function podOf({ kind, spec }: Manifest): PodSpec | undefined {
  return kind === 'Pod' ? (spec as PodSpec) : (spec?.template ?? spec?.jobTemplate?.spec.template)?.spec;
}

const podsOf = (manifests: readonly Manifest[]) => manifests.flatMap((manifest) => podOf(manifest) ?? []);
const containersOf = (pod: PodSpec) => [...(pod.initContainers ?? []), ...pod.containers];

function find(manifests: readonly Manifest[], kind: string, name = 'shop-fanloom'): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return found;
}

it('has a schema and a README that say what its values say', () => {
  execFileSync('node', [join(projectRoot, 'deploy/helm/describe.mjs'), '--check'], { encoding: 'utf8' });
});

describe.skipIf(!helm)('the chart', () => {
  it.each(SETS)('passes strict lint with %s', (set) => {
    const { code, out, err } = runHelm('lint', '--strict', CHART, '-f', valuesOf(set));
    expect(code, out + err).toBe(0);
  });

  it.each(SETS)('renders %s alike every time, so that no secret changes', (set) => {
    expect(render(set)).toEqual(render(set));
  });

  it.each(SETS)('holds the Pod Security Standard restricted for every container of %s', (set) => {
    const pods = podsOf(render(set));
    expect(pods).toHaveLength(POD_KINDS[set] ?? 4);
    pods.forEach(expectRestricted);
  });

  it.each(['backup', 'bucket'])('holds it for the restore with %s', (set) => {
    const [pod] = podsOf(render(set, RESTORE).filter(({ metadata }) => metadata.name.includes('restore')));
    if (!pod) throw new Error('There is no restore');
    expectRestricted(pod);
  });

  it('has no hook but the test, so that nothing deadlocks under --wait or Argo CD', () => {
    const hooked = render('ha').filter((manifest) => manifest.metadata.annotations?.['helm.sh/hook']);
    expect(hooked.map((manifest) => manifest.metadata.annotations?.['helm.sh/hook'])).toEqual(['test']);
  });

  it('lets server and worker wait for the migration, in the image of the product', () => {
    const manifests = render('minimal');
    for (const name of ['server', 'worker']) {
      const pod = podOf(find(manifests, 'Deployment', `shop-fanloom-${name}`));
      expect(pod?.initContainers?.[0]).toMatchObject({
        image: 'registry.example.com/fanloom:0.1.0',
        args: ['migrate', '--check', '--wait', '600'],
      });
    }
  });

  it('makes a new migration Job for a new image, and keeps the old one for the same', () => {
    const jobOf = (...settings: string[]) =>
      render('minimal', ...settings).find((manifest) => manifest.kind === 'Job')?.metadata.name;
    expect(jobOf('worker.replicas=5')).toBe(jobOf());
    expect(jobOf('image.tag=0.2.0')).not.toBe(jobOf());
  });

  // What is in a Job cannot be changed, and the one of the release before stays until then: no other removes it, which
  // a program that holds the cluster to the chart would put right again and again.
  it.each(['image.pullPolicy=Always', 'serviceAccount.name=other', 'database.port=5433', 'migration.waitSeconds=5'])(
    'makes a new migration Job for %s, and lets none go by itself',
    (setting) => {
      const job = (...settings: string[]) => render('minimal', ...settings).find(({ kind }) => kind === 'Job');
      expect(job(setting)?.spec?.template).not.toEqual(job()?.spec?.template);
      expect(job(setting)?.metadata.name).not.toBe(job()?.metadata.name);
      expect(job()?.spec).not.toHaveProperty('ttlSecondsAfterFinished');
    },
  );

  it('takes every image from the registry of the company, by digest, with its pull secret', () => {
    for (const pod of podsOf(render('air-gapped'))) {
      expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
      for (const { image } of containersOf(pod)) {
        expect(image).toMatch(/^registry\.internal:5000\/mirror\/(fanloom|library\/postgres)@sha256:[0-9a-f]{64}$/);
      }
    }
  });

  it('lists every image that it uses', async () => {
    const listed = (await readFile(join(CHART, 'images.txt'), 'utf8')).trim().split('\n');
    const used = new Set(podsOf(render('backup')).flatMap((pod) => containersOf(pod).map(({ image }) => image)));
    expect([...used]).toEqual(listed);
  });

  it('reads the database password from the Secret and key that are named, as a variable', () => {
    for (const pod of podsOf(render('minimal', 'database.passwordKey=pw')).filter(hasDatabase)) {
      for (const { env } of containersOf(pod)) {
        const password = env?.find(({ name }) => name === 'DATABASE_PASSWORD');
        expect(password?.valueFrom).toEqual({ secretKeyRef: { name: 'fanloom-database', key: 'pw' } });
      }
    }
  });

  it('reads reports from the copy that is named, as the role of the database, and lets both ports out', () => {
    const manifests = render('ha', 'database.parameters=sslmode=require', 'database.read.port=5433');
    for (const name of ['server', 'worker']) {
      const [container] = podOf(find(manifests, 'Deployment', `shop-fanloom-${name}`))?.containers ?? [];
      expect(container?.env).toEqual(
        expect.arrayContaining([
          { name: 'DATABASE_READ_URL', value: 'postgres://fanloom@postgres-read.data:5433/fanloom?sslmode=require' },
          { name: 'DATABASE_READ_LAG', value: '10' },
        ]),
      );
    }
    const { spec } = find(manifests, 'NetworkPolicy', 'shop-fanloom-out');
    expect(spec?.egress?.[1]?.ports).toEqual([5432, 5433].map((port) => ({ port, protocol: 'TCP' })));
  });

  it('mounts secrets as files where that is asked for, and then names none in the environment', () => {
    const manifests = render('external');
    expect(JSON.stringify(manifests)).not.toContain('secretKeyRef');
    const server = podOf(find(manifests, 'Deployment', 'shop-fanloom-server'));
    const secrets = server?.volumes?.flatMap(({ secret }) => secret ?? []);
    expect(secrets?.map(({ secretName, items }) => [secretName, ...items.map(({ key }) => key)])).toEqual([
      ['pg-app', 'connection'],
      ['pg-app-read', 'uri'],
      ['company-ca', 'ca.crt'],
      ['worker-tls', 'ca.crt', 'tls.crt', 'tls.key'],
      ['temporal-cloud', 'api-key'],
      ['vault-keys', 'fanloom.json'],
    ]);
  });

  it('tells the worker where its certificates are, and mounts them there', () => {
    const [worker] = podOf(find(render('external'), 'Deployment', 'shop-fanloom-worker'))?.containers ?? [];
    const named = worker?.env?.filter(({ name }) => name.startsWith('TEMPORAL_'));
    expect(Object.fromEntries(named?.map(({ name, value }) => [name, value]) ?? [])).toEqual({
      TEMPORAL_ADDRESS: 'temporal.example.com:7233',
      TEMPORAL_NAMESPACE: 'fanloom',
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/run/secrets/temporal/ca.crt',
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/run/secrets/temporal/tls.crt',
      TEMPORAL_TLS_CLIENT_KEY_PATH: '/run/secrets/temporal/tls.key',
      TEMPORAL_API_KEY_FILE: '/run/secrets/temporal-api-key/key',
    });
    const mounted = worker?.volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounted).toEqual(expect.arrayContaining(['/run/secrets/temporal', '/run/secrets/temporal-api-key']));
  });

  it('backs up with the scripts and counts that Compose has', async () => {
    for (const name of ['counts.sql', 'dump.sql', 'key-fingerprints.sh']) {
      const ours = await readFile(join(CHART, 'files/backup', name), 'utf8');
      expect(ours, name).toBe(await readFile(join(projectRoot, 'deploy/compose/postgres', name), 'utf8'));
    }
  });

  it('restores only when a file is named, in a Job that is not tried again', () => {
    const jobs = (...settings: string[]) =>
      render('backup', ...settings).filter(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('restore'));
    expect(jobs(RESTORE)).toMatchObject([{ spec: { backoffLimit: 0 } }]);
    expect(jobs()).toEqual([]);
  });

  it('carries backups to the bucket when they are done, and from it before a restore, without a volume for them', () => {
    const [restore, backup] = podsOf(
      render('bucket', RESTORE).filter(({ metadata }) => /-(backup|restore-\w+)$/.test(metadata.name)),
    );
    const steps = (pod?: PodSpec) => pod && containersOf(pod).map(({ name, args }) => [name, ...(args ?? [])]);
    expect(steps(backup)).toEqual([['backup'], ['bucket', 'backup', 'put', '/backups', '--mark']]);
    const file = 'fanloom-20261122T020000Z.backup';
    expect(steps(restore)).toEqual([['bucket', 'backup', 'get', file, `/backups/${file}`], ['restore']]);
    expect(backup?.volumes?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bucket', 'company-ca', 'scratch']),
    );
    const kinds = render('bucket').filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(kinds.map(({ metadata }) => metadata.name)).toEqual(['shop-fanloom-uploads']);
    const { spec } = find(render('bucket'), 'NetworkPolicy', 'shop-fanloom-bucket-out');
    expect(spec?.egress).toMatchObject([{ ports: [{ port: 9000 }], to: [{ ipBlock: { cidr: '10.40.0.0/24' } }] }]);
  });

  it('leaves the number of replicas to the autoscaler', () => {
    const manifests = render('ha');
    expect(find(manifests, 'Deployment', 'shop-fanloom-worker').spec).not.toHaveProperty('replicas');
    expect(find(manifests, 'HorizontalPodAutoscaler', 'shop-fanloom-worker').spec?.metrics).toHaveLength(2);
  });

  it('closes every road that is not named', () => {
    const policies = render('restricted').filter((manifest) => manifest.kind === 'NetworkPolicy');
    const rules = policies.flatMap(({ spec }) => [
      ...(spec?.ingress ?? []).map(({ from }) => from),
      ...(spec?.egress ?? []).filter(({ ports }) => ports?.[0]?.port !== 53).map(({ to }) => to),
    ]);
    expect(rules).toHaveLength(9);
    for (const rule of rules) expect(rule?.length).toBeGreaterThan(0);
  });

  it.each([
    ['a Secret of keys', ['secrets.existingSecret='], 'kubectl create secret generic fanloom-keys'],
    ['a database', ['database.host='], 'No database is named'],
    ['a Secret of the database', ['database.existingSecret='], 'kubectl create secret generic fanloom-database'],
    [
      'the URL of the copy',
      ['database.url.existingSecret=pg', 'database.read.host=copy'],
      'database.read.url.existingSecret',
    ],
    ['Temporal', ['temporal.address='], 'temporal.address is missing'],
    ['a volume that several servers can share', ['server.replicas=2'], 'uploads.accessMode=ReadWriteMany'],
    ['the Secret of a certificate', ['temporal.tls.caKey=ca.crt'], 'temporal.tls.existingSecret is missing'],
    ['the key of a certificate', ['temporal.tls.certificateKey=tls.crt'], 'set both temporal.tls.certificateKey'],
    ['TLS for an API key', ['temporal.apiKey.existingSecret=cloud'], 'set temporal.tls.enabled=true'],
    ['a passphrase for backups', ['backup.enabled=true'], 'kubectl create secret generic fanloom-backup'],
    [
      'the key of the bucket',
      ['backup.bucket.url=https://s3.internal/b'],
      'kubectl create secret generic fanloom-bucket',
    ],
    ['backups to restore from', ['restore.file=a.backup'], 'set backup.enabled=true'],
    ['the host of an Ingress', ['ingress.enabled=true'], 'ingress.host is missing'],
    ['the Gateway of a route', ['gateway.enabled=true'], 'gateway.parentRefs is missing'],
  ])('does not render without %s, and says what to do', (_what, settings, message) => {
    expect(() => render('minimal', ...settings)).toThrow(message);
  });

  it.each([
    ['a misspelt value', 'server.replica=2'],
    ['a word for a number', 'worker.replicas=two'],
    ['an unknown mode', 'secrets.mode=vault'],
    ['a tag as digest', 'image.digest=latest'],
    ['an address without a port', 'temporal.address=temporal'],
    ['root', 'podSecurity.runAsUser=0'],
    ['a schedule without a day', 'backup.schedule=0 2'],
    ['a file outside of the backups', 'restore.file=../a.backup'],
    ['an endpoint without http', 'tracing.endpoint=collector:4318'],
    ['an origin with a path', 'settings.publicOrigin=https://crm.example.com/x'],
  ])('refuses %s', (_what, setting) => {
    const { code, err } = runHelm('template', 'shop', CHART, '-f', valuesOf('minimal'), ...setFlags([setting]));
    expect(code).not.toBe(0);
    expect(err).toContain("values don't meet the specifications of the schema");
  });

  describe.skipIf(!hasSchemas)('against the schemas of Kubernetes', () => {
    let folder: string;
    let all: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'fanloom-chart-'));
      all = await fileOf(
        'all',
        SETS.flatMap((set) => render(set)),
      );
    });
    afterAll(() => rm(folder, { recursive: true }));

    async function fileOf(name: string, manifests: readonly Manifest[]): Promise<string> {
      const path = join(folder, `${name}.yaml`);
      const known = manifests.filter(({ kind }) => !FOREIGN.includes(kind));
      await writeFile(path, known.map((manifest) => `---\n${stringify(manifest)}`).join(''));
      return path;
    }

    it.each(VERSIONS)('is valid on %s with every set of values', { timeout: 60_000 }, (version) => {
      expect(validate(all, version)).toBe('');
    });

    it('finds a field that does not exist', { timeout: 60_000 }, async () => {
      const wrong = render('minimal').map((manifest) => ({ ...manifest, spec: { ...manifest.spec, replica: 1 } }));
      expect(validate(await fileOf('wrong', wrong), '1.34')).toContain('replica');
    });
  });
});

function hasDatabase(pod: PodSpec): boolean {
  return containersOf(pod).some(({ env }) => env?.some(({ name }) => name === 'DATABASE_URL'));
}

function expectRestricted(pod: PodSpec): void {
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(pod.securityContext.runAsUser).toBeGreaterThan(0);
  for (const container of containersOf(pod)) {
    expect(container.securityContext, container.name).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources.limits?.['memory'], container.name).toBeDefined();
  }
}
