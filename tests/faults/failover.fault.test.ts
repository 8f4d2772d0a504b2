import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '@fanloom/server/db/database.js';
import { migrate } from '@fanloom/server/db/migrate.js';
import { confirmDelivery, readDeliveryHold } from '@fanloom/server/delivery/delivery-hold.service.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { type Postgres, startPostgres } from '@fanloom/server/launch/postgres.js';
import { throwawaySettings } from '@fanloom/server/launch/postgres-settings.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { killPostgres } from './postgres-process.js';
import { FANS, SOP, SPEED, TEXTS } from './two-messages.js';
import { until } from './until.js';

let folder: string;
let port: number;
let primary: Postgres;
let standby: Postgres;
let kit: FaultKit;

beforeEach(async () => {
  folder = await makeTestFolder();
  port = await freePort();
  await mkdir(join(folder, 'primary'), { mode: 0o711 });
  const empty = await start('primary', port);
  await empty.stop();
  // Keeps the owner, which PostgreSQL asks for.
  execFileSync('cp', ['-a', join(folder, 'primary'), join(folder, 'standby')]);
  await writeFile(join(folder, 'standby/postgres/standby.signal'), '');
  primary = await start('primary', port);
  const streams = { primary_conninfo: primary.url.replace(/\/fanloom$/, '/postgres') };
  standby = await start('standby', await freePort(), streams);
  await migrate(primary.url);
});
afterEach(async () => {
  await kit.dispose();
  await standby.stop();
  await primary.stop();
  await rm(folder, { recursive: true });
});

function start(name: string, at: number, settings: Record<string, string> = {}): Promise<Postgres> {
  return startPostgres({
    folder: join(folder, name),
    port: at,
    settings: { ...throwawaySettings, ...settings },
    say: () => undefined,
  });
}

async function onStandby(statement: string): Promise<number> {
  const db = openDatabase(standby.url, { connections: 1 });
  try {
    const { rows } = await sql.raw<{ n: number }>(statement).execute(db);
    return rows[0]?.n ?? 0;
  } finally {
    await db.destroy();
  }
}

/** The standby becomes the database, under the address of the one that is lost: what an operator's Service does. */
async function failOver(): Promise<void> {
  await killPostgres(primary);
  await onStandby('select pg_promote()');
  await standby.stop();
  standby = await start('standby', port);
  await kit.passLeases();
}

async function confirm(): Promise<boolean> {
  const { id } = await kit.engine.db.selectFrom('staff').select('id').executeTakeFirstOrThrow();
  return confirmDelivery(kit.engine.db, id).then(
    () => true,
    () => false,
  );
}

async function loseThePrimary(honoursKeys: boolean): Promise<void> {
  const database = { url: primary.url, drop: async () => undefined };
  kit = await FaultKit.create({ honoursKeys, speed: SPEED, database });
  kit.provider.manner = { delay: 20, takes: true, status: 200 };
  await kit.engine.publish(SOP);
  await kit.startWorker();
  const fans = await kit.follow(FANS);
  await until(async () => (await onStandby('select count(*)::int as n from enrolment')) === FANS);
  await until(() => kit.provider.calls.length >= 10);

  await failOver();
  expect((await readDeliveryHold(kit.engine.db)).held).toBe(true);
  const calls = kit.provider.calls.length;
  await until(confirm);
  expect(kit.provider.calls).toHaveLength(calls);
  await kit.finished(FANS);
  await expectEachOnce(kit, fans, TEXTS);
}

describe('a standby that takes the place of a PostgreSQL which is lost in the middle of an SOP', () => {
  it('holds delivery; confirmed, a provider that honours keys has every message once', () => loseThePrimary(true));
  it('holds delivery; confirmed, another has it once, or not and it is known to be unknown', () =>
    loseThePrimary(false));
});
