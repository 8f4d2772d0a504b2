import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { migrate } from '@fanloom/server/db/migrate.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { type Postgres, startPostgres } from '@fanloom/server/launch/postgres.js';
import { throwawaySettings } from '@fanloom/server/launch/postgres-settings.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { killPostgres } from './postgres-process.js';
import { FANS, firstDelivery, type Moment, secondDelivery, SOP, SPEED, TEXTS, wait } from './two-messages.js';

let folder: string;
let port: number;
let server: Postgres;
let kit: FaultKit;

beforeEach(async () => {
  folder = await makeTestFolder();
  port = await freePort();
  await start();
  await migrate(server.url);
});
afterEach(async () => {
  await kit.dispose();
  await server.stop();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  server = await startPostgres({ folder, port, settings: throwawaySettings, say: () => undefined });
}

/** The worker lives through it: it is neither ended nor told of anything. */
async function killAt(moments: readonly Moment[], honoursKeys: boolean): Promise<void> {
  const database = { url: server.url, drop: async () => undefined };
  kit = await FaultKit.create({ honoursKeys, speed: SPEED, held: true, database });
  kit.provider.manner = { delay: 20, takes: true, status: 200 };
  await kit.engine.publish(SOP);
  await kit.startWorker();
  const fans = await kit.follow(FANS);

  for (const moment of moments) {
    await moment(kit);
    await killPostgres(server);
    await start();
    await kit.passLeases();
  }

  await kit.letTimeGoOn();
  await kit.finished(FANS);
  await expectEachOnce(kit, fans, TEXTS);
}

describe('PostgreSQL that is killed in the middle of an SOP, and started again', () => {
  it('at a provider that honours keys: every fan gets every message once', () =>
    killAt([firstDelivery, wait, secondDelivery], true));
  it('at a provider that does not: once, or not and known to be unknown', () =>
    killAt([firstDelivery, secondDelivery], false));
});
