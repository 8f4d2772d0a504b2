import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensurePackagedRoles } from '@fanloom/server/access/packaged-roles.js';
import { newToken } from '@fanloom/server/account/api-token.js';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import type { Db } from '@fanloom/server/db/database.js';
import { startNodeProcess } from '@fanloom/server/launch/node-process.js';
import { freePort } from '@fanloom/server/launch/port.js';
import type { Service } from '@fanloom/server/launch/service.js';
import type { Stage } from './stage.js';

const READY_WITHIN_MS = 120_000;

export interface ShopWithToken {
  shopId: string;
  ownerId: string;
  /** For events of the shop. */
  token: string;
}

/** A shop to which events can be sent. */
export async function openShopWithToken(db: Db): Promise<ShopWithToken> {
  const { id } = await db.insertInto('shop').values({ name: 'bench' }).returning('id').executeTakeFirstOrThrow();
  return giveToken(db, id);
}

/** Lets events be sent to a shop that has none to send them yet. */
export async function giveToken(db: Db, shopId: string): Promise<ShopWithToken> {
  const token = newToken();
  return db.transaction().execute(async (tx) => {
    await ensurePackagedRoles(tx);
    const ownerId = await createAccount(tx, { login: 'bench-it', name: 'bench', password: token.text }, 'zh');
    await giveRole(tx, ownerId, 'it', null);
    const row = { shop_id: shopId, name: 'bench', token_hash: token.hash, scopes: ['events:write'] };
    await tx
      .insertInto('api_token')
      .values({ ...row, created_by: ownerId })
      .execute();
    return { shopId, ownerId, token: token.text };
  });
}

/**
 * Runs the product's server, and its worker where one is asked for, as processes of their own for as long as the work
 * takes.
 *
 * @param work is given the server's address
 */
export async function withProduct<T>(
  stage: Stage,
  { databaseUrl, worker }: { databaseUrl: string; worker: boolean },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const port = String(await freePort());
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    FANLOOM_SECRETS: await stage.secretsFile(),
    PORT: port,
    LOG_LEVEL: 'warn',
    ...(worker && { TEMPORAL_ADDRESS: await stage.temporal() }),
  };
  const processes: Service[] = [];
  const start = async (name: string, entry: string) => {
    processes.push(await startNodeProcess(entry, env, join(stage.folder, `${name}.log`)));
  };
  try {
    await start('server', 'server/dist/http/serve.js');
    if (worker) await start('worker', 'workflows/dist/worker.js');
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url);
    return await work(url);
  } finally {
    for (const service of processes.reverse()) await service.stop();
  }
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await isReady())) {
    if (Date.now() > deadline) throw new Error('The server does not become ready');
    await delay(50);
  }
}
