// Runs the pods of the chart's backup and restore as they are rendered – images, arguments, environment, secrets as files, user,
// read-only root – in containers, with a PostgreSQL and an S3 server whose certificate is of an authority of one's own:
//
//   FANLOOM_IMAGE=… POSTGRES_IMAGE=… MINIO=/path/to/minio node deploy/helm/tests/backup-trial.mjs
//
// Needs docker, helm and openssl, as root. What Kubernetes itself does (network policies, mounting, fsGroup) is not proven by it.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const { FANLOOM_IMAGE: product = '', POSTGRES_IMAGE: postgres = '', MINIO: minio = '' } = process.env;
if (!product || !postgres || !minio) throw new Error('Set FANLOOM_IMAGE, POSTGRES_IMAGE and MINIO');

const chart = fileURLToPath(new URL('../fanloom', import.meta.url));
const name = `fanloom-backup-trial-${String(process.pid)}`;
const folder = mkdtempSync(join(tmpdir(), 'fanloom-backup-trial-'));
const random = () => randomBytes(24).toString('hex');
const key = () => randomBytes(32).toString('base64');
const say = (text) => process.stdout.write(`${text}\n`);
const [password, bucketSecret] = [random(), random()];

const run = (command, ...args) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const docker = (...args) => run('docker', ...args);
const sql = (database, statement) =>
  docker(
    ...['exec', '--env', `PGPASSWORD=${password}`, `${name}-postgres`, 'psql', '-h', '127.0.0.1', '-U', 'postgres'],
    ...['-qAt', '-d', database, '-c', statement],
  );

/** The user postgres of the image, whom its programs ask for. */
const user = Number(docker('run', '--rm', '--entrypoint', 'id', postgres, '-u', 'postgres'));

/** A Secret or ConfigMap as kubelet mounts it: root's, readable by the pod's group. */
function mounted(source, files) {
  mkdirSync(join(folder, source), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, source, file);
    writeFileSync(path, content, { mode: 0o440 });
    chownSync(path, 0, user);
  }
  return join(folder, source);
}

function render(...settings) {
  const own = [`backup.runAsUser=${String(user)}`, ...settings];
  const values = ['-f', join(chart, 'ci/bucket.yaml'), ...own.flatMap((setting) => ['--set', setting])];
  const text = run('helm', 'template', 'fanloom', chart, '--kube-version', '1.34.0', ...values);
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** Folders of a pod's volumes on this machine. The values of `keys` are files of Secrets by name. */
function volumesOf({ volumes }, objects, keys) {
  return new Map(
    volumes.map(({ name: volume, secret, configMap, ephemeral }) => {
      if (ephemeral) {
        const scratch = mkdtempSync(join(folder, 'scratch-'));
        mkdirSync(join(scratch, 'backups'));
        for (const path of [scratch, join(scratch, 'backups')]) {
          chownSync(path, 0, user);
          chmodSync(path, 0o2775);
        }
        return [volume, scratch];
      }
      if (configMap)
        return [
          volume,
          mounted(volume, objects.find((o) => o?.kind === 'ConfigMap' && o.metadata.name === configMap.name).data),
        ];
      if (secret)
        return [volume, mounted(volume, Object.fromEntries(secret.items.map(({ key, path }) => [path, keys[key]])))];
      return [volume, undefined];
    }),
  );
}

/** Init containers one after another, then the container, as a kubelet does. @returns what they printed */
function runPod(spec, objects, keys) {
  const volumes = volumesOf(spec, objects, keys);
  const { runAsUser, runAsGroup } = spec.securityContext;
  const said = [...(spec.initContainers ?? []), ...spec.containers].map((container) => {
    const mounts = container.volumeMounts.flatMap(({ name: volume, mountPath, subPath = '', readOnly }) => {
      const source = volumes.get(volume);
      if (source === undefined) return ['--tmpfs', `${mountPath}:mode=1777`];
      return ['--volume', `${join(source, subPath)}:${mountPath}${readOnly ? ':ro' : ''}`];
    });
    const env = container.env.flatMap(({ name: variable, value }) => ['--env', `${variable}=${value}`]);
    const { command = [], args = [] } = container;
    const entry = command.length > 0 ? ['--entrypoint', command[0]] : [];
    return docker(
      ...['run', '--rm', '--network', name, '--read-only', '--user', `${String(runAsUser)}:${String(runAsGroup)}`],
      ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', ...mounts, ...env, ...entry],
      ...[container.image.includes('postgres') ? postgres : product, ...command.slice(1), ...args],
    );
  });
  return said.join('\n');
}

function makeCertificate() {
  run(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Trial',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  );
  mkdirSync(join(folder, 'certs'));
  run(
    'openssl',
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=minio.internal',
    '-keyout',
    'certs/private.key',
    '-out',
    'minio.csr',
  );
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:minio.internal');
  run(
    'openssl',
    'x509',
    '-req',
    '-in',
    'minio.csr',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'names',
    '-out',
    'certs/public.crt',
  );
}

async function startServers() {
  docker('network', 'create', name);
  docker(
    ...['run', '--detach', '--name', `${name}-postgres`, '--network', name, '--network-alias', 'postgres.data'],
    ...['--env', `POSTGRES_PASSWORD=${password}`, postgres],
  );
  mkdirSync(join(folder, 'buckets/backups'), { recursive: true });
  docker(
    ...['run', '--detach', '--name', `${name}-minio`, '--network', name, '--network-alias', 'minio.internal'],
    ...[
      '--volume',
      `${minio}:/minio:ro`,
      '--volume',
      `${folder}/certs:/certs:ro`,
      '--volume',
      `${folder}/buckets:/buckets`,
    ],
    ...['--env', 'MINIO_ROOT_USER=fanloom', '--env', `MINIO_ROOT_PASSWORD=${bucketSecret}`, '--user', '0'],
    ...['--entrypoint', '/minio', postgres, 'server', '--quiet', '--certs-dir', '/certs', '/buckets'],
  );
  for (;;) {
    try {
      return sql('postgres', `create role fanloom login password '${password}'`);
    } catch {
      await delay(500);
    }
  }
}

async function trial() {
  makeCertificate();
  await startServers();
  sql('postgres', 'create database fanloom owner fanloom');
  sql('postgres', 'create database fanloom_restored owner fanloom');
  const url = `postgres://fanloom:${password}@postgres.data:5432/fanloom`;
  docker('run', '--rm', '--network', name, '--env', `DATABASE_URL=${url}`, product, 'migrate');
  sql(
    'fanloom',
    `insert into fan (id, root_id, nick) select id, id, '粉丝' || n from (select uuid7() as id, n from generate_series(1, 50000) n) fans`,
  );

  const keys = {
    password,
    passphrase: random(),
    'access-key-id': 'fanloom',
    'secret-access-key': bucketSecret,
    'ca.crt': run('cat', 'ca.crt'),
    'secrets.json': JSON.stringify({ master_key: key(), lookup_key: key(), session_key: key() }),
  };
  const objects = render();
  const job = objects.find((object) => object?.kind === 'CronJob').spec.jobTemplate;
  const saved = runPod(job.spec.template.spec, objects, keys);
  say(saved);
  const file = /fanloom-\d{8}T\d{6}Z\.backup/.exec(saved)[0];

  const again = render(`restore.file=${file}`);
  const restore = again.find((object) => object?.kind === 'Job' && /restore/.test(object.metadata.name));
  say(runPod(restore.spec.template.spec, again, keys));
  const counts = ['fanloom', 'fanloom_restored'].map((database) =>
    sql(database, `select count(*), md5(string_agg(id::text || nick, '' order by id)) from fan`),
  );
  const marked = sql('fanloom', 'select backed_up_at is not null from installation');
  if (counts[0] !== counts[1] || marked !== 't') throw new Error(`Not equal: ${JSON.stringify({ counts, marked })}`);
  say(`The fans of both databases are equal: ${counts[0]}; the backup is noted`);
}

try {
  await trial();
} finally {
  for (const server of ['postgres', 'minio']) run('docker', 'rm', '--force', '--volumes', `${name}-${server}`);
  run('docker', 'network', 'rm', name);
  rmSync(folder, { recursive: true });
}
