import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { helm } from './chart.js';

const TRIAL = join(projectRoot, 'deploy/helm/tests');
const hasCluster = helm !== undefined && existsSync(join(projectRoot, '.cache/deploy/bin/etcd'));
if (!hasCluster) {
  process.stderr.write(
    'There is no API server of Kubernetes: the trial of the chart is skipped (deploy/helm/tests/cluster-tools.sh)\n',
  );
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-cluster-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.skipIf(!hasCluster)('is installed, upgraded, rolled back and removed by a real API server, restricted', async () => {
  const { stdout } = await promisify(execFile)(join(TRIAL, 'cluster.sh'), [folder, join(TRIAL, 'install-trial.sh')]);
  expect(stdout.split('\n').map((line) => line.replace(/^ *\d+s {2}/, ''))).toEqual([
    'a pod that is not restricted is refused',
    'the server takes every set of values, without a warning',
    'helm install --wait',
    'helm test',
    'the CronJob makes a Job that is admitted, and its scratch volume',
    'helm upgrade --wait: another migration, three workers',
    'helm rollback --wait: as before',
    'the restore Job is admitted',
    'helm uninstall: the backups stay',
    '',
  ]);
});
