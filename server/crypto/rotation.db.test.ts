import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginEnrolment } from '../account/second-factor.service.js';
import { uuid7 } from '../db/uuid7.js';
import { createTestApp, type TestApp } from '../http/testing/test-app.js';
import { createFanKeys, readFanKeys } from '../identity/fan-keys.js';
import { openCells, sealCells } from '../import/reject/reject-cells.js';
import { sealHeader } from '../import/source/source-header.js';
import { openTargetSecret, sealTargetSecret } from '../webhook/webhook-secret.js';
import { type KeyRing, MasterKeys } from './master-keys.js';
import { keyUse, sealedColumns } from './rewrap.sql.js';
import { dropWhenUnused, finishRotation } from './rotation.js';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const keys = new Map([
  [1, randomBytes(32)],
  [2, randomBytes(32)],
]);
const before = { masterKeys: new MasterKeys({ keys, current: 1 }), lookupKey: randomBytes(32) };
const ring = (...versions: number[]): KeyRing => ({
  keys: new Map([...keys].filter(([version]) => versions.includes(version))),
  current: 2,
});
const after = { ...before, masterKeys: new MasterKeys(ring(1, 2)) };
const onlyNew = { ...before, masterKeys: new MasterKeys(ring(2)) };

it('rotates everything a master key sealed, from wherever it was stopped, while others write', async () => {
  const fans = Array.from({ length: 2_300 }, () => uuid7());
  const [erased = '', spared = '', ...others] = fans;
  const plain = await app.db.transaction().execute((tx) => createFanKeys(tx, before, fans));
  const target = await secretsOfEveryKind();

  const stopped = finishRotation(app.db, after.masterKeys, () => {
    throw new Error('killed');
  });
  await expect(stopped).rejects.toThrow('killed');
  const half = await keyUse(app.db);
  expect([half.get(1)?.get('fan_key.wrapped'), half.get(2)?.get('fan_key.wrapped')]).toEqual([1_300, 1_000]);
  expect(await readFanKeys(app.db, after, fans)).toEqual(plain);
  const drop = () => Promise.reject(new Error('dropped a key that is needed'));
  expect(await dropWhenUnused(app.db, 1, drop)).toBe(false);

  // While it goes on: one fan is erased, one comes in through a process that has not seen the new key.
  const late = uuid7();
  let steps = 0;
  await finishRotation(app.db, after.masterKeys, async () => {
    if (steps++ > 0) return;
    await app.db.deleteFrom('fan_key').where('fan_id', '=', erased).execute();
    await app.db.transaction().execute((tx) => createFanKeys(tx, before, [late]));
  });
  expect([...(await keyUse(app.db)).keys()]).toEqual([2]);
  const left = await readFanKeys(app.db, onlyNew, [erased, spared, late, ...others]);
  expect([left.has(erased), left.has(late), left.get(spared)]).toEqual([false, true, plain.get(spared)]);
  expect([...left.keys()].length).toBe(fans.length);

  expect(openTargetSecret(onlyNew.masterKeys, target.key, await target.stored()).toString()).toBe('signs');
  expect(openCells(onlyNew, target.importId, 7, await target.cells())).toEqual(['王小丽']);
  let dropped = false;
  expect(await dropWhenUnused(app.db, 1, () => Promise.resolve((dropped = true)).then(() => undefined))).toBe(true);
  expect(dropped).toBe(true);
  const told = await app.db.selectFrom('audit').select(['action', 'detail']).where('subject', '=', 'keys').execute();
  expect(told.map(({ action }) => action)).toEqual(['keys.rotate', 'keys.remove']);
});

it('knows every column that holds something sealed', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea' and column_name !~ '(^hash|_hash|sha256|token_hash|^heads)$'
      and table_name !~ '_(other|\\d{4}_\\d{2})$'`.execute(app.db);
  const byMaster = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  const byOthers = [
    // The fan's own key.
    ...['fan.phone_encrypted', 'fan.email_encrypted', 'shop_order.receiver_encrypted'],
    // The session key of the secrets file.
    'signing_key.secret_encrypted',
  ];
  expect(rows.map(({ name }) => name).sort()).toEqual([...byMaster, ...byOthers].sort());
});

/** One sealed value in every column beside the fans' keys, through the code that writes it. */
async function secretsOfEveryKind() {
  const { db } = app;
  const shop = await db.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
  const staffId = await app.addStaff('it', 'it', null);
  await beginEnrolment(db, { ...before, sessionKey: randomBytes(32) }, { staffId, login: 'it' });
  await sql`update second_factor set secret_encrypted = pending_encrypted`.execute(db);
  const sso = { issuer: 'https://id.example', client_id: 'x', scope: 'openid', claim: 'groups', label: 'SSO' };
  const off = { enabled: false, emails_are_verified: false, creates_accounts: false, domains: [], mapping: '[]' };
  const secret_encrypted = before.masterKeys.seal('sso', 'single_sign_on');
  await db
    .insertInto('single_sign_on')
    .values({ ...sso, ...off, secret_encrypted })
    .execute();
  const binding = { shop_id: shop.id, channel: 'sms' };
  const sealed = before.masterKeys.seal('sms', `channel_binding/${shop.id}/sms`);
  await db
    .insertInto('channel_binding')
    .values({ ...binding, provider: 'webhook', secret_encrypted: sealed })
    .execute();
  const key = { shop_id: shop.id, name: 'ERP' };
  await db
    .insertInto('webhook_target')
    .values({ ...key, url: 'https://erp', secret_encrypted: sealTargetSecret(before.masterKeys, key, 'signs') })
    .execute();
  const sourceId = crypto.randomUUID();
  const header_encrypted = sealHeader(before.masterKeys, sourceId, 'Bearer x');
  await db
    .insertInto('import_source')
    .values({
      ...{ id: sourceId, shop_id: shop.id, name: 'ERP', url: 'https://erp', run_by: staffId },
      ...{ header_name: 'authorization', header_encrypted, options: '{}', every_hours: 1, next_at: new Date() },
    })
    .execute();
  const file = { file_name: 'x.csv', file_sha256: Buffer.alloc(32), file_bytes: 1, format: '{}', mapping: '{}' };
  const { id: importId } = await db
    .insertInto('import')
    .values({ shop_id: shop.id, state: 'done', options: '{}', ...file })
    .returning('id')
    .executeTakeFirstOrThrow();
  const cells = sealCells(before, importId, 7, ['王小丽']);
  await db.insertInto('import_reject').values({ import_id: importId, row_no: 7, reason: 'IMP206', cells }).execute();
  const first = (await keyUse(db)).get(1) ?? new Map<string, number>();
  expect([...first.keys()].sort()).toEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort());
  return {
    key,
    importId,
    stored: async () => (await db.selectFrom('webhook_target').selectAll().executeTakeFirstOrThrow()).secret_encrypted,
    cells: async () => (await db.selectFrom('import_reject').selectAll().executeTakeFirstOrThrow()).cells,
  };
}
