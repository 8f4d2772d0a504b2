import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensurePackagedRoles } from '@fanloom/server/access/packaged-roles.js';
import { newToken } from '@fanloom/server/account/api-token.js';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { whatTheDoctorSays } from './doctor-process.js';
import { KillableProduct } from './killable-product.js';

const MIB = 2 ** 20;
/** What is left on the disk when it is nearly full. */
const LEFT = 3 * MIB;
/** Written in one transaction. */
const EVENTS = 400;
const OPERATOR = { login: 'lin', password: 'correct horse 42' };

/** A disk of its own can be had where the run may mount one. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

let folder: string;
let disk: string;
let product: KillableProduct;
let db: Db;

beforeAll(async () => {
  if (!mayMount) return;
  folder = await makeTestFolder();
  disk = join(folder, 'disk');
  await mkdir(disk, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=640m,mode=0711', 'tmpfs', disk]);
  await mkdir(join(disk, 'product'), { mode: 0o711 });
  product = await KillableProduct.start(join(disk, 'product'));
  db = openDatabase(product.databaseUrl, { connections: 1 });
});
afterAll(async () => {
  if (!mayMount) return;
  await db.destroy();
  await product.dispose();
  execFileSync('umount', [disk]);
  await rm(folder, { recursive: true });
});

async function addShop(): Promise<{ shop: string; token: string }> {
  await ensurePackagedRoles(db);
  const { text, hash } = newToken();
  const shop = await db.transaction().execute(async (tx) => {
    const { id } = await tx.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
    const staff = await createAccount(tx, { ...OPERATOR, name: '林' }, 'zh');
    await giveRole(tx, staff, 'operator', id);
    await giveRole(tx, staff, 'it', null);
    const row = { shop_id: id, name: 'erp', token_hash: hash, scopes: ['events:write'], created_by: staff };
    await tx.insertInto('api_token').values(row).execute();
    return id;
  });
  return { shop, token: text };
}

const ballast = () => join(disk, 'ballast');

/** So that PostgreSQL has a log to write to: it is the tables that find no room. */
async function fillDisk(): Promise<void> {
  for (let segment = 0; segment < 4; segment++) {
    await sql`select pg_logical_emit_message(false, 'test', 'x'), pg_switch_wal()`.execute(db);
  }
  await sql`checkpoint`.execute(db);
  const { bavail, bsize } = await statfs(disk);
  await writeFile(ballast(), Buffer.alloc(bavail * bsize - LEFT));
}

interface Answer {
  status: number;
  code: string | undefined;
}

async function answerOf(response: Response): Promise<Answer> {
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code };
}

it.skipIf(!mayMount)('a full disk refuses, says so, and loses nothing of what was taken', async () => {
  const { shop, token } = await addShop();
  const json = { 'content-type': 'application/json', origin: product.address };
  const logIn = await fetch(`${product.address}/v1/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(OPERATOR),
  });
  const cookie = logIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const send = async (batch: number) => {
    const events = Array.from({ length: EVENTS }, (_, no) => ({
      type: 'live.comment',
      happened_at: '2026-01-10T12:00:00+08:00',
      key: `${String(batch)}/${String(no)}`,
      person: { user_id: `u${String(batch)}/${String(no)}` },
    }));
    const headers = { ...json, authorization: `Bearer ${token}` };
    return answerOf(
      await fetch(`${product.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) }),
    );
  };
  const upload = async () => {
    const form = new FormData();
    form.set('shop_id', shop);
    form.set('file', new Blob([`买家会员名\n${'小鹿\n'.repeat(MIB)}`]), 'followers.csv');
    return answerOf(
      await fetch(`${product.address}/v1/imports/preview`, {
        method: 'POST',
        headers: { cookie, origin: product.address },
        body: form,
      }),
    );
  };
  const countEvents = async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from event`.execute(db);
    return rows[0]?.n;
  };

  await fillDisk();
  expect(await upload()).toEqual({ status: 507, code: 'REQ507' });
  expect(await readdir(product.uploads)).toEqual([]);
  let taken = 0;
  let refused = await send(taken);
  while (refused.status === 200) refused = await send(++taken);
  expect(refused).toEqual({ status: 507, code: 'REQ507' });
  expect(await countEvents()).toBe(taken * EVENTS);
  expect((await fetch(`${product.address}/readyz`)).status).toBe(200);
  const page = await fetch(`${product.address}/v1/system`, { headers: { cookie } });
  expect(await page.text()).toContain('The disk of PostgreSQL is full');
  const found = await whatTheDoctorSays(product.env);
  expect(found.get('writing')).toBe('The disk of PostgreSQL is full');
  expect(found.get('disk')).toMatch(/^0\.0 GiB /);
  expect(await product.log()).toContain('The disk of PostgreSQL is full');

  await rm(ballast());
  expect((await send(taken)).status).toBe(200);
  expect(await countEvents()).toBe((taken + 1) * EVENTS);
  expect((await upload()).status).toBe(200);
});
