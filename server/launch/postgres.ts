import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';
import { makeDataFolder } from './data-folder.js';
import { lastLines, openLog } from './log-file.js';
import { canEnter, isRoot, unprivilegedUser } from './os-user.js';
import type { OsUser } from './os-user.js';
import { postgresBinaries } from './postgres-binaries.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { isStill } from './process-table.js';
import { childService } from './service.js';
import type { Service } from './service.js';

const run = promisify(execFile);

/** For what a user other than the one who starts the product must reach. */
const OUTSIDE = '/var/lib/fanloom';
const NAME = 'fanloom';
/** Crash recovery of a large database may take minutes. */
const START_TIMEOUT = 600_000;
/** Refused connections and PostgreSQL's cannot_connect_now. */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03']);
/** How long processes of a killed server may still hold its shared memory. */
const LEFTOVER_TIMEOUT = 30_000;

export interface PostgresOptions {
  /** Data folder of the product. Holds the cluster, its password and its log. */
  folder: string;
  port: number;
  /** Server settings, as in postgresql.conf. */
  settings: Record<string, string>;
  say: (line: Bilingual) => void;
}

export interface Postgres extends Service {
  /** Connection URL of the database `fanloom`, as its owner and superuser. */
  readonly url: string;
}

interface Cluster {
  folder: string;
  user: OsUser;
  binaries: PostgresBinaries;
  password: string;
  log: string;
}

/**
 * Starts the embedded PostgreSQL on 127.0.0.1, makes its cluster and database when they are not there yet, and waits
 * until it accepts connections. A server that an earlier, killed launcher left behind is stopped first.
 * Throws a UserError: START001 no build for this platform, START002 cluster of another version, START003 does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const folder = resolve(options.folder);
  await makeDataFolder(folder);
  const cluster = await openCluster(folder, options.say);
  await stopLeftover(cluster, options.say);

  const deadline = Date.now() + LEFTOVER_TIMEOUT;
  for (;;) {
    const server = await launch(cluster, options);
    if (await becomesReady(server, cluster, options.port)) {
      return { ...server, url: urlOf(cluster, options.port, NAME) };
    }
    const reason = await lastLines(cluster.log);
    if (!reason.includes('shared memory block') || Date.now() > deadline) throw doesNotStart(cluster.log, reason);
    await delay(200);
  }
}

async function openCluster(folder: string, say: (line: Bilingual) => void): Promise<Cluster> {
  const user = await unprivilegedUser();
  const home = await clusterFolder(folder, user, say);
  const owner = await ownerOf(home, user);
  const cluster = {
    folder: home,
    user: owner,
    binaries: await postgresBinaries(owner, OUTSIDE, say),
    password: await ensurePassword(join(folder, 'postgres.password')),
    log: join(folder, 'log', 'postgres.log'),
  };
  const version = await readFile(join(home, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) await createCluster(cluster);
  else if (version.trim() !== cluster.binaries.major) throw otherVersion(version.trim(), cluster);
  return cluster;
}

/**
 * Inside the data folder, unless PostgreSQL's user cannot enter that. Then the cluster gets a place outside, noted in
 * `postgres.location`, so that it follows the data folder when that is moved or deleted.
 */
async function clusterFolder(folder: string, user: OsUser, say: (line: Bilingual) => void): Promise<string> {
  const note = join(folder, 'postgres.location');
  const noted = (await readFile(note, 'utf8').catch(() => '')).trim();
  if (noted) return noted;
  const inside = join(folder, 'postgres');
  if ((await exists(inside)) || (await canEnter(user, folder))) return inside;

  const place = join(OUTSIDE, `data-${randomBytes(4).toString('hex')}`);
  const outside = join(place, 'postgres');
  say({
    zh: `PostgreSQL 不能以 root 运行，而它的用户进不了 ${folder}：数据库文件放在 ${outside}`,
    en: `PostgreSQL cannot run as root and its user cannot enter ${folder}: the database files go to ${outside}`,
  });
  await makeDataFolder(OUTSIDE);
  await makeDataFolder(place);
  await writeFile(note, `${outside}\n`);
  return outside;
}

/** An existing cluster is run by its owner: the one who starts the product may change between root and another user. */
async function ownerOf(home: string, user: OsUser): Promise<OsUser> {
  const found = await stat(home).catch(() => undefined);
  return isRoot() && found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : user;
}

async function ensurePassword(path: string): Promise<string> {
  const password = await readFile(path, 'utf8').catch(() => undefined);
  if (password !== undefined) return password.trim();
  const fresh = randomBytes(24).toString('base64url');
  await writeFile(path, `${fresh}\n`, { mode: 0o600, flag: 'wx' });
  return fresh;
}

/** Made beside its place and then renamed, so that a killed first start leaves no half cluster behind. */
async function createCluster({ folder, user, binaries, password }: Cluster): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  const passwordFile = `${folder}.initdb`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if ('uid' in user) {
    await chown(unfinished, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const flags = [
    ...['--pgdata', unfinished, '--username', NAME, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    // The built-in locale sorts and folds case the same on every machine, whatever locales that has.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...['--no-instructions', '--no-sync'],
  ];
  await run(binaries.initdb, flags, { ...user, cwd: '/' })
    .catch((error: { stderr?: string }) => {
      throw doesNotStart('initdb', error.stderr ?? '');
    })
    .finally(() => rm(passwordFile, { force: true }));
  await rename(unfinished, folder);
}

/** Stops a server that still runs on this cluster, and removes a `postmaster.pid` whose id went to another program. */
async function stopLeftover(cluster: Cluster, say: (line: Bilingual) => void): Promise<void> {
  const pidFile = join(cluster.folder, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  if (!(await isStill(pid, cluster.folder))) return rm(pidFile, { force: true });
  say({
    zh: '上次未正常退出，PostgreSQL 仍在运行：先停止它',
    en: 'PostgreSQL still runs from a start that did not end properly: stopping it first',
  });
  await stopCluster(cluster);
}

/** Ends sessions and stops (`fast`); a server that does not within a minute is stopped at once and recovers at its next start. */
async function stopCluster({ folder, user, binaries }: Cluster): Promise<void> {
  const stop = (mode: string) =>
    run(binaries.pgCtl, ['stop', '--pgdata', folder, '--mode', mode, '--wait', '--timeout', '60'], {
      ...user,
      cwd: '/',
    });
  await stop('fast').catch(() => stop('immediate'));
}

async function launch(cluster: Cluster, options: PostgresOptions): Promise<Service> {
  const settings = {
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await openLog(cluster.log);
  try {
    const server = spawn(cluster.binaries.postgres, ['-D', cluster.folder, '-p', String(options.port), ...flags], {
      ...cluster.user,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      // Ctrl-C in the terminal reaches the launcher only, which stops the parts in order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const service = await childService(server, 0);
    const stop = async () => {
      if (server.exitCode === null && server.signalCode === null) await stopCluster(cluster);
      await service.exited;
    };
    return { ...service, stop };
  } finally {
    await log.close();
  }
}

/** Waits until the server accepts connections and has its database. False when it ends instead. */
async function becomesReady(server: Service, cluster: Cluster, port: number): Promise<boolean> {
  let gone = false;
  void server.exited.then(() => (gone = true));
  const url = urlOf(cluster, port, 'postgres');
  const deadline = Date.now() + START_TIMEOUT;
  try {
    while (!gone && Date.now() < deadline) {
      if (await accepts(url)) {
        await ensureDatabase(url);
        return true;
      }
      await delay(50);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  await server.stop();
  return false;
}

/** Whether a connection can be made: not while the server is not listening yet, or recovers from a crash. */
async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (NOT_YET.has((error as { code?: string }).code ?? '')) return false;
    throw error;
  } finally {
    await client.end();
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [NAME]);
    if (rowCount === 0) await client.query(`create database ${NAME}`);
  } finally {
    await client.end();
  }
}

function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://${NAME}:${password}@127.0.0.1:${port}/${database}`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function otherVersion(found: string, { folder, binaries }: Cluster): UserError {
  return new UserError('START002', {
    zh: `${folder} 由 PostgreSQL ${found} 创建，而内置的是 ${binaries.major}。请先用旧版本导出数据，再导入到新的数据目录。`,
    en: `${folder} was made by PostgreSQL ${found}, but ${binaries.major} is built in. Dump the data with the earlier version and load it into a new data folder.`,
  });
}

function doesNotStart(source: string, reason: string): UserError {
  return new UserError('START003', {
    zh: `PostgreSQL 无法启动。${source} 的最后几行：\n${reason}`,
    en: `PostgreSQL does not start. The last lines of ${source}:\n${reason}`,
  });
}
