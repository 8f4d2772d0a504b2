import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { projectRoot } from '@fanloom/server/launch/project.js';

export const CHART = join(projectRoot, 'deploy/helm/fanloom');
const CACHE = join(projectRoot, '.cache/deploy');
const PYTHON = join(CACHE, 'python');

export interface Container {
  name: string;
  image: string;
  args?: string[];
  ports?: { name: string; containerPort: number }[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  volumeMounts: { name: string; mountPath: string }[];
  securityContext: Record<string, unknown>;
  resources: { limits?: Record<string, string> };
}

export interface PodSpec {
  securityContext: { runAsNonRoot: boolean; runAsUser: number; seccompProfile: { type: string } };
  automountServiceAccountToken: boolean;
  initContainers?: Container[];
  containers: Container[];
  volumes?: { name: string; secret?: { secretName: string; items: { key: string }[] } }[];
  imagePullSecrets?: { name: string }[];
}

interface PodTemplate {
  metadata: { labels?: Record<string, string> };
  spec: PodSpec;
}

/** Of any kind: each has some of these. */
interface Spec extends Partial<PodSpec> {
  replicas?: number;
  template?: PodTemplate;
  jobTemplate?: { spec: { template: PodTemplate } };
  metrics?: unknown[];
  ingress?: { from?: unknown[] }[];
  egress?: { to?: unknown[]; ports?: { port: number | string }[] }[];
}

/** An object of Kubernetes, as far as the tests look into it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: Spec;
  data?: Record<string, string>;
}

/** Helm, where `deploy/helm/tools.sh` put it or on PATH. */
export const helm = [join(CACHE, 'bin'), ...(process.env['PATH'] ?? '').split(delimiter)]
  .map((folder) => join(folder, 'helm'))
  .find((path) => existsSync(path));

export const hasSchemas = existsSync(join(PYTHON, 'kubernetes_validate'));

/** Runs Helm for Kubernetes 1.34. */
export function runHelm(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(helm ?? 'helm', [...args, '--kube-version', '1.34.0'], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

/** What the chart makes of a file in `ci/` and of further `--set`s. */
export function render(set: string, ...settings: string[]): Manifest[] {
  const { code, out, err } = runHelm('template', 'shop', CHART, '-f', valuesOf(set), ...setFlags(settings));
  if (code !== 0) throw new Error(err);
  return manifestsIn(out);
}

export function setFlags(settings: readonly string[]): string[] {
  return settings.flatMap((setting) => ['--set', setting]);
}

export function valuesOf(set: string): string {
  return join(CHART, 'ci', `${set}.yaml`);
}

export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

/** Checks a file of manifests against the schemas of a version of Kubernetes, unknown fields included. @returns what is wrong */
export function validate(file: string, version: string): string {
  const args = ['-m', 'kubernetes_validate', '--strict', '--quiet', '-k', version, file];
  const run = spawnSync('python3', args, { encoding: 'utf8', env: { ...process.env, PYTHONPATH: PYTHON } });
  return run.status === 0 ? '' : `${run.stdout}${run.stderr}`;
}
