import { chown, copyFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '@fanloom/server/account/api-token.js';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import { migrate } from '@fanloom/server/db/migrate.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { type Postgres, startPostgres } from '@fanloom/server/launch/postgres.js';
import { throwawaySettings } from '@fanloom/server/launch/postgres-settings.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { type Certificates, hasOpenssl, makeCertificates } from './certificates.js';
import { whatTheDoctorSays } from './doctor-process.js';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { until } from './until.js';
import { type Runner, startServer, type WorkerProcess } from './worker-process.js';

/** Where a process may have names of its own: as root on Linux. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
const HOST = mayMount ? 'database.fanloom.test' : '127.0.0.1';
const IT = { login: 'wei', password: 'correct horse 42' };

let folder: string;
let postgres: Postgres;
let kit: FaultKit;
let server: WorkerProcess;
let worker: WorkerProcess;
let address: string;
let token: string;
let certificates: Certificates;
let runner: Runner | undefined;
const fans: string[] = [];

/** The product has an account of its own: what is refused to it is not refused to whoever mends it. */
beforeAll(async () => {
  folder = await makeTestFolder();
  postgres = await startPostgres({
    folder: join(folder, 'database'),
    port: await freePort(),
    settings: throwawaySettings,
    say: () => undefined,
  });
  await migrate(postgres.url);
  kit = await FaultKit.create({
    honoursKeys: true,
    speed: 1,
    database: { url: postgres.url, drop: async () => undefined },
  });
  await kit.engine.publish('流程 "一条" { 当 关注 每人一次 发私信 "欢迎" }');
  await admin(`create role product login password 'first' in role fanloom`);
  if (hasOpenssl) await turnTlsOn();
  await resolveHost(true);
  if (mayMount) runner = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts()];

  const port = await freePort();
  address = `http://127.0.0.1:${String(port)}`;
  const env = { ...kit.env, ...product() };
  server = await startServer({ ...env, PORT: String(port) }, join(folder, 'server.log'), { runner });
  worker = await kit.startWorker(product(), runner);
  token = await addToken();
});
afterAll(async () => {
  await server.kill();
  await kit.dispose();
  await postgres.stop();
  await rm(folder, { recursive: true });
});

const hosts = () => join(folder, 'hosts');

function product(): Record<string, string> {
  const url = new URL(postgres.url);
  [url.username, url.password, url.hostname] = ['product', 'first', HOST];
  if (hasOpenssl)
    url.search = new URLSearchParams({ sslmode: 'verify-full', sslrootcert: certificates.authority }).toString();
  // The provider listens there.
  return { DATABASE_URL: url.href, FANLOOM_INTERNAL_HOSTS: '127.0.0.1' };
}

async function admin(...statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(kit.engine.db);
}

/** As after a while, when connections are made anew. */
async function endConnections(): Promise<void> {
  await admin(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'product'`);
}

async function turnTlsOn(): Promise<void> {
  certificates = await makeCertificates(join(folder, 'tls'));
  await serveWith(certificates.valid);
  await admin('alter system set ssl = on', 'select pg_reload_conf()');
}

async function serveWith(certificate: string): Promise<void> {
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(kit.engine.db);
  const data = rows[0]?.data_directory ?? '';
  const { uid, gid } = await stat(data);
  for (const [from, to] of [
    [certificate, 'server.crt'],
    [certificates.key, 'server.key'],
  ] as const) {
    await copyFile(from, join(data, to));
    await chown(join(data, to), uid, gid);
  }
  await admin('select pg_reload_conf()');
}

/** In place: it is mounted into the processes. */
async function resolveHost(known: boolean): Promise<void> {
  await writeFile(hosts(), `127.0.0.1 localhost${known ? ` ${HOST}` : ''}\n`);
}

async function addToken(): Promise<string> {
  const { text, hash } = newToken();
  await kit.engine.db.transaction().execute(async (tx) => {
    const it = await createAccount(tx, { ...IT, name: '维' }, 'zh');
    for (const id of [it, kit.engine.authorId]) await giveRole(tx, id, 'it', null);
  });
  const scopes = ['events:write'];
  const row = { shop_id: kit.engine.shop.id, name: 'erp', token_hash: hash, scopes, created_by: kit.engine.authorId };
  await kit.engine.db.insertInto('api_token').values(row).execute();
  return text;
}

async function sendEvent(key: string): Promise<{ status: number; code: string | undefined }> {
  const event = { type: 'live.comment', happened_at: '2026-01-10T12:00:00+08:00', key, person: { user_id: key } };
  const response = await fetch(`${address}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ events: [event] }),
  });
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code };
}

interface Fault {
  name: string;
  strike: () => Promise<void>;
  mend: () => Promise<void>;
  /** What the doctor and the logs say. */
  says: string;
  possible?: boolean;
}

const asRole = (setting: string) => async () => admin(`alter role product ${setting}`);

const faults: Fault[] = [
  {
    name: 'its password is another now',
    strike: asRole(`password 'second'`),
    mend: asRole(`password 'first'`),
    says: 'PostgreSQL refuses the account or its password',
  },
  {
    name: 'all its connections are taken',
    // Those of this test are more than one, and they stay.
    strike: () => admin('alter database fanloom connection limit 1'),
    mend: () => admin('alter database fanloom connection limit -1'),
    says: 'PostgreSQL has no connection left',
  },
  {
    name: 'it is read-only, as a standby before its promotion',
    strike: asRole('set default_transaction_read_only = on'),
    mend: asRole('reset default_transaction_read_only'),
    says: 'The database is read-only',
  },
  {
    name: 'its certificate has expired',
    strike: () => serveWith(certificates.expired),
    mend: () => serveWith(certificates.valid),
    says: "PostgreSQL's certificate has expired, or is not valid yet",
    possible: hasOpenssl,
  },
  {
    name: 'its name is not resolved',
    strike: () => resolveHost(false),
    mend: () => resolveHost(true),
    says: "The database's host name cannot be resolved",
    possible: mayMount,
  },
];

describe('a PostgreSQL that cannot be used is told in words, and all goes on when it can be', () => {
  it.each(faults.filter(({ possible = true }) => possible))('$name', async ({ name, strike, mend, says }) => {
    expect(await sendEvent(`${name} before`)).toEqual({ status: 200, code: undefined });
    await strike();
    await endConnections();
    await until(async () => (await sendEvent(`${name} meanwhile`)).status !== 200);
    expect(await sendEvent(`${name} meanwhile`)).toEqual({ status: 503, code: 'REQ503' });
    fans.push(...(await kit.follow(20)));

    expect([...(await whatTheDoctorSays({ ...kit.env, ...product() }, runner)).values()].join()).toContain(says);
    await until(async () => (await worker.log()).includes(says));
    expect(await server.log()).toContain(says);

    await mend();
    await endConnections();
    await until(async () => (await sendEvent(`${name} after`)).status === 200);
    await kit.finished(fans.length);
    await expectEachOnce(kit, fans, ['欢迎']);
  });

  it('the page System, which can be read in a read-only database, says so too', async () => {
    const json = { 'content-type': 'application/json', origin: address };
    const logIn = await fetch(`${address}/v1/session`, { method: 'POST', headers: json, body: JSON.stringify(IT) });
    const cookie = logIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const findings = async () => {
      const response = await fetch(`${address}/v1/system`, { headers: { cookie } });
      return ((await response.json()) as { findings?: { name: string; state: string }[] }).findings;
    };
    await asRole('set default_transaction_read_only = on')();
    await endConnections();
    await until(
      async () => (await findings())?.some(({ name, state }) => name === 'writing' && state === 'fail') ?? false,
    );
    await asRole('reset default_transaction_read_only')();
    await endConnections();
    await until(async () => (await findings())?.every(({ state }) => state !== 'fail') ?? false);
    expect(await whatTheDoctorSays({ ...kit.env, ...product() }, runner)).toEqual(new Map());
  });
});
