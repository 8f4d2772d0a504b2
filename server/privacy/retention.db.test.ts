import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit } from '../audit/audit.js';
import { isIntact, verifyChain } from '../audit/verify-chain.js';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';
import { isDue } from './nightly.js';
import { runRetention } from './retention.service.js';
import { knownFan, rejectRow } from './testing/known-fan.js';

let app: TestApp;
let admin: Call;
let operator: Call;
let shopId: string;
const forever = { events: null, messages: null, reject_rows: null, import_undo: null, sessions: null, audit: null };

beforeAll(async () => {
  app = await createTestApp();
  const shop = await app.db.insertInto('shop').values({ name: '甲店' }).returning('id').executeTakeFirstOrThrow();
  shopId = shop.id;
  await app.addStaff('it', 'it', null);
  await app.addStaff('operator', 'operator', shopId);
  admin = await app.logIn('it');
  operator = await app.logIn('operator');
  await knownFan(app, shopId);
});
afterAll(() => app.close());

const countOf = async (table: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(app.db)).rows[0]?.n;

it('is set by IT, shows what it would remove before it does, and is audited', async () => {
  expect((await admin('GET', '/v1/retention')).body).toEqual({
    days: { ...forever, reject_rows: 30, import_undo: 90, sessions: 90 },
    last: null,
  });
  expect((await admin('PUT', '/v1/retention', { days: { ...forever, events: 0 } })).status).toBe(400);
  expect((await admin('PUT', '/v1/retention', { days: { ...forever, events: 365, audit: 730 } })).status).toBe(204);
  const { detail } = await app.db
    .selectFrom('audit')
    .select('detail')
    .where('action', '=', 'retention.change')
    .executeTakeFirstOrThrow();
  expect(detail).toEqual({
    before: { reject_rows: 30, import_undo: 90, sessions: 90 },
    after: { ...forever, events: 365, audit: 730 },
  });
  await sql`update event set happened_at = happened_at - interval '400 days' where type = 'live.comment'`.execute(
    app.db,
  );
  const { body } = await admin('POST', '/v1/retention/preview', { days: { ...forever, events: 365 } });
  expect(body.counts).toEqual({ events: 1, messages: 0, reject_rows: 0, import_undo: 0, sessions: 0, audit: 0 });
  expect(await countOf('event')).toBe(4);
});

it('removes what is over, keeps sums, and says how much it was', async () => {
  await sql`update effect set done_at = now() - interval '10 days' where status = 'sent'`.execute(app.db);
  await sql`update import set finished_at = now() - interval '10 days', warnings = '{"IMP1": ["x"]}'`.execute(app.db);
  await sql`insert into session (staff_id, expires_at) select id, now() - interval '10 days' from staff`.execute(
    app.db,
  );
  await sql`insert into login_failure (login, address, at) values ('x', 'y', now() - interval '10 days')`.execute(
    app.db,
  );
  const days = { events: 365, messages: 7, reject_rows: 7, import_undo: null, sessions: 7, audit: null };
  await admin('PUT', '/v1/retention', { days });
  const rollups = await app.db.selectFrom('fan_day').selectAll().orderBy('type').execute();
  const removed = { events: 1, messages: 1, reject_rows: 2, import_undo: 0, sessions: 3, audit: 0 };
  expect((await admin('POST', '/v1/retention/preview', { days })).body.counts).toEqual(removed);
  expect(await runRetention(app.db)).toEqual(removed);
  expect(await runRetention(app.db)).toEqual({ ...removed, events: 0, messages: 0, reject_rows: 0, sessions: 0 });
  expect(await app.db.selectFrom('fan_day').selectAll().orderBy('type').execute()).toEqual(rollups);
  expect(await app.db.selectFrom('effect').select(['status', 'body']).orderBy('status').execute()).toMatchObject([
    { status: 'planned' },
    { status: 'sent', body: null },
  ]);
  // Who is logged in stays so.
  expect((await admin('GET', '/v1/retention')).body).toMatchObject({ days, last: { removed: { events: 0 } } });
});

it('refuses the undo of an import whose earlier rows are over, and leaves those an undo is using', async () => {
  const old = "finished_at = now() - interval '10 days'";
  await sql`update import set ${sql.raw(old)}`.execute(app.db);
  await rejectRow(app, shopId, ['x']);
  await sql`update import set state = 'undoing', ${sql.raw(old)} where finished_at is null`.execute(app.db);
  await sql`
    insert into import_earlier (import_id, no, kind, key, before) select id, 1, 'fan', 'x', '{}' from import`.execute(
    app.db,
  );
  const days = { ...forever, import_undo: 7 };
  await admin('PUT', '/v1/retention', { days });
  expect((await admin('POST', '/v1/retention/preview', { days })).body).toMatchObject({ counts: { import_undo: 2 } });
  expect((await runRetention(app.db)).import_undo).toBe(2);
  const left = await app.db
    .selectFrom('import')
    .leftJoin('import_earlier', 'import_id', 'import.id')
    .select(['import.id', 'state', 'undo_expired', 'key'])
    .orderBy('import.id')
    .execute();
  expect(left).toMatchObject([
    { state: 'done', undo_expired: true, key: null },
    { state: 'undoing', undo_expired: false, key: 'x' },
  ]);
  const answer = await operator('POST', `/v1/imports/${left[0]?.id ?? ''}/undo`);
  expect([answer.status, answer.body.code]).toEqual([409, 'IMP119']);
});

it('takes the oldest part of the audit, whose chain is whole behind it', async () => {
  const { no } = (await verifyChain(app.db)).head;
  await sql`alter table audit disable trigger append_only`.execute(app.db);
  await sql`update audit set at = at - interval '800 days' where id <> (select audit_id from audit_chain where no = ${no})`.execute(
    app.db,
  );
  await sql`alter table audit enable trigger append_only`.execute(app.db);
  await admin('PUT', '/v1/retention', { days: { ...forever, audit: 730 } });
  const entries = await countOf('audit');
  expect((await runRetention(app.db)).audit).toBe(no - 1);
  expect(await countOf('audit')).toBe((entries ?? 0) - (no - 1));
  await appendAudit(app.db, { actorId: null, action: 'after.prune', subject: 'x', subjectId: null });
  const report = await verifyChain(app.db);
  expect([isIntact(report), report.entries]).toEqual([true, await countOf('audit')]);
});

it('runs once a night', async () => {
  await sql`delete from retention_run`.execute(app.db);
  const at = (day: number, hour: number) => new Date(2026, 2, day, hour, 30);
  expect(await isDue(app.db, at(5, 12))).toBe(true);
  await app.db
    .insertInto('retention_run')
    .values({ removed: '{}', at: at(5, 3) })
    .execute();
  expect(await isDue(app.db, at(5, 23))).toBe(false);
  expect(await isDue(app.db, at(6, 2))).toBe(false);
  expect(await isDue(app.db, at(6, 4))).toBe(true);
});
