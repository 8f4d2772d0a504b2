import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import type { Stage, StageDatabase } from '../stage.js';
import type { DirectusProgram } from './directus-program.js';
import { startEntry, type ListServer } from './list-server-process.js';
import { PAGE } from './scoped-queries.js';

const run = promisify(execFile);

/** What the role may see, and so what a page holds: the columns of the product's list. */
const FIELDS = [
  'id',
  'shop_id',
  'nick',
  'owner_id',
  'source',
  'member_level',
  'fan_level',
  'first_follow_at',
  'last_watch_at',
  'watch_seconds',
  'last_purchase_at',
  'orders',
  'spend',
  'refunded',
  'last_active_at',
];

/**
 * Directus on the bench's database, with a copy of its fans under one key column, which it needs, and one person who
 * sees the rows they own without the phone.
 */
export async function startDirectus(
  stage: Stage,
  database: StageDatabase,
  db: Db,
  program: DirectusProgram,
  { shopId, staffId }: { shopId: string; staffId: string },
): Promise<ListServer> {
  await copyFans(db, shopId);
  const [adminToken, token] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const port = String(await freePort());
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    NO_UPDATE_NOTIFIER: '1',
    // No file of settings and no folders but those of the bench.
    CONFIG_PATH: join(stage.folder, 'directus.env'),
    EXTENSIONS_PATH: join(stage.folder, 'directus-extensions'),
    STORAGE_LOCAL_ROOT: join(stage.folder, 'directus-uploads'),
    TEMP_PATH: join(stage.folder, 'directus-temp'),
    DB_CLIENT: 'pg',
    DB_CONNECTION_STRING: database.url,
    DB_SEARCH_PATH: 'directus',
    SECRET: randomBytes(32).toString('hex'),
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: randomBytes(16).toString('hex'),
    ADMIN_TOKEN: adminToken,
    HOST: '127.0.0.1',
    PORT: port,
    LOG_LEVEL: 'error',
    TELEMETRY: 'false',
    // It would refuse some of the requests of a full load.
    PRESSURE_LIMITER_ENABLED: 'false',
  };
  await run(process.execPath, [join(projectRoot, program.cli), 'bootstrap'], { env, cwd: stage.folder });
  const { stop } = await startEntry(stage, 'directus', program.server, env);
  const origin = `http://127.0.0.1:${port}`;
  try {
    await addOwner(origin, adminToken, staffId, token);
  } catch (error) {
    await stop();
    throw error;
  }
  const url = new URL('/items/fan', origin);
  url.search = String(
    new URLSearchParams({
      'filter[shop_id][_eq]': shopId,
      sort: '-last_active_at,-id',
      limit: String(PAGE),
    }),
  );
  return { url: String(url), headers: { authorization: `Bearer ${token}` }, stop };
}

async function copyFans(db: Db, shopId: string): Promise<void> {
  await sql`create schema directus`.execute(db);
  await sql`
    create table directus.fan as
    select f.id, f.phone_mask as phone, fs.shop_id, fs.nick, fs.owner_id, fs.source, fs.member_level, fs.fan_level,
      fs.first_follow_at, fs.last_watch_at, fs.watch_seconds, fs.last_purchase_at, fs.orders, fs.spend, fs.refunded,
      fs.last_active_at
    from fan_shop fs join fan f on f.id = fs.fan_id where fs.shop_id = ${sql.lit(shopId)}`.execute(db);
  await sql`alter table directus.fan add primary key (id)`.execute(db);
  await sql`create index on directus.fan (shop_id, owner_id, last_active_at desc, id desc)`.execute(db);
  await sql`vacuum analyze directus.fan`.execute(db);
}

/** A person with the id that the rows name as owner, with a role whose policy shows them these, and not the phone. */
async function addOwner(origin: string, adminToken: string, staffId: string, token: string): Promise<void> {
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`Directus: HTTP ${String(answer.status)} for ${path}: ${await answer.text()}`);
    return ((await answer.json()) as { data: { id: string } }).data.id;
  };
  const role = await post('/roles', { name: 'own fans' });
  const policy = await post('/policies', { name: 'own fans', roles: { create: [{ role }] } });
  const permissions = { owner_id: { _eq: '$CURRENT_USER' } };
  await post('/permissions', { policy, collection: 'fan', action: 'read', permissions, fields: FIELDS });
  await post('/users', { id: staffId, email: 'own@example.com', role, token, status: 'active' });
}
