import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFanKeys } from '../identity/fan-keys.js';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';
import { eraseAgain, eraseFan } from './erasure.service.js';
import { knownFan, marks, marksLeft, rejectRow, tell } from './testing/known-fan.js';

let app: TestApp;
let shop: string;
let other: string;
let operator: Call;
let stranger: Call;
let fan: string;

beforeEach(async () => {
  app = await createTestApp();
  const add = (name: string) => app.db.insertInto('shop').values({ name }).returning('id').executeTakeFirstOrThrow();
  [shop, other] = [(await add('甲店')).id, (await add('乙店')).id];
  await app.addStaff('operator', 'operator', shop);
  await app.addStaff('stranger', 'operator', other);
  [operator, stranger] = [await app.logIn('operator'), await app.logIn('stranger')];
  fan = await knownFan(app, shop);
});
afterEach(() => app.close());

const path = (what: string) => `/v1/fans/${fan}/${what}`;
const blockedOf = async (fanId: string) =>
  (await app.db.selectFrom('fan_guard').select('blocked').where('fan_id', '=', fanId).executeTakeFirst())?.blocked;
const auditOf = (action: string) =>
  app.db.selectFrom('audit').select(['subject_id', 'detail']).where('action', '=', action).execute();

describe('telling a fan what is known of them', () => {
  it('tells everything in plain, of all records, and writes that down', async () => {
    const { status, body, text, headers } = await operator('POST', path('disclosure'), { format: 'json' });
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toBe(`attachment; filename=fan-${fan}.json`);
    const told = JSON.parse(text) as { fan: object; sections: Record<string, object[]> };
    expect(told.fan).toMatchObject({
      phones: [marks.phone],
      emails: [marks.email],
      birthday: '1990-03-04',
      custom: { 备注: marks.custom },
    });
    // The note is the colleague's who tied the two records.
    for (const mark of Object.values({ ...marks, note: marks.nick }))
      expect(text).toContain(JSON.stringify(mark).slice(1, -1));
    expect(told.sections['orders']).toMatchObject([
      { number: 'o-1', paid: 12_800, receiver: { address: marks.street } },
    ]);
    expect(text).not.toMatch(/encrypted|provider_key|hash/);
    expect(body).toBeDefined();
    expect(await auditOf('fan.disclose')).toEqual([{ subject_id: fan, detail: { shops: [shop] } }]);
  });

  it('tells it as a table, too, that runs no formula', async () => {
    await tell(app, shop, { user_id: 'u-77' }, 'live.comment', { text: '=1+1' });
    await app.db.updateTable('fan').set({ nick: '=HYPERLINK("x")' }).where('id', '=', fan).execute();
    const { text } = await operator('POST', path('disclosure'), { format: 'csv', lang: 'en' });
    const rows = parse<Record<string, string>>(text, { bom: true, columns: true });
    expect(rows.find(({ Field, Section }) => Section === 'orders' && Field === 'number')?.['Value']).toBe('o-1');
    for (const row of rows) expect(row['Value']).not.toMatch(/^[=+@]/);
  });

  it('is for those who have the right, and of their shops only', async () => {
    expect((await stranger('POST', path('disclosure'), { format: 'json' })).status).toBe(404);
    await app.addStaff('staff', 'staff', shop);
    expect((await (await app.logIn('staff'))('POST', path('disclosure'), { format: 'json' })).status).toBe(403);
    await tell(app, other, { phone: marks.phone }, 'live.comment', { text: '只在乙店说过' });
    expect((await operator('POST', path('disclosure'), { format: 'json' })).text).not.toContain('只在乙店说过');
    const theirs = await stranger('POST', path('disclosure'), { format: 'json' });
    expect(theirs.text).toContain('只在乙店说过');
    expect(theirs.text).not.toContain(marks.comment);
  });
});

describe('erasing a fan', () => {
  it('leaves nothing by which they could be known, anywhere in the database', async () => {
    expect(await marksLeft(app)).toEqual(
      Object.keys(marks)
        .filter((mark) => !['phone', 'email', 'street'].includes(mark))
        .sort(),
    );
    const { status } = await operator('POST', path('erasure'));
    expect(status).toBe(204);
    expect(await marksLeft(app)).toEqual([]);
    const records = await app.db.selectFrom('fan').selectAll().where('root_id', '=', fan).execute();
    expect(records.map(({ phone_encrypted, nick, custom }) => [phone_encrypted, nick, custom])).toEqual(
      records.map(() => [null, null, {}]),
    );
    expect(
      await readFanKeys(
        app.db,
        app.deps.secrets,
        records.map(({ id }) => id),
      ),
    ).toEqual(new Map());
    expect(await app.db.selectFrom('import_reject').selectAll().execute()).toEqual([]);
    expect(await auditOf('fan.erase')).toEqual([{ subject_id: fan, detail: { records: 2 } }]);
  });

  it('keeps counts, sums and orders as they are', async () => {
    const figures = () =>
      Promise.all([
        app.db.selectFrom('fan_shop').select(['orders', 'spend', 'comments', 'watch_seconds']).execute(),
        app.db.selectFrom('fan_day').select(['type', 'n', 'amount']).orderBy('type').execute(),
        app.db.selectFrom('event').select(['id', 'type']).orderBy('id').execute(),
        app.db.selectFrom('shop_order').select(['number', 'paid', 'title']).execute(),
      ]);
    const before = await figures();
    await operator('POST', path('erasure'));
    expect(await figures()).toEqual(before);
    const rated = await app.db.selectFrom('event').select('properties').where('type', '=', 'survey.answer').execute();
    expect(rated).toEqual([{ properties: { rating: 4 } }]);
  });

  it('ends their stays and their tasks', async () => {
    await operator('POST', path('erasure'));
    expect(await app.db.selectFrom('enrolment').select(['state', 'reason']).execute()).toEqual([
      { state: 'stopped', reason: 'erased' },
    ]);
    expect(await app.db.selectFrom('entry').select('active').execute()).toEqual([{ active: false }]);
    const tasks = await app.db.selectFrom('task').select(['title', 'state']).orderBy('state').execute();
    expect(tasks).toEqual([
      { title: '打电话', state: 'cancelled' },
      { title: '', state: 'done' },
    ]);
    expect(await blockedOf(fan)).toBe('erased');
  });

  it('is remembered: who comes back is somebody new, and is not written to', async () => {
    await operator('POST', path('erasure'));
    const back = await tell(app, shop, { phone: marks.phone, nick: marks.nick }, 'follow');
    expect(back).not.toBe(fan);
    expect(await blockedOf(back)).toBe('suppressed');
    // A nick is of its shop: in another one it is somebody else's.
    const namesake = await tell(app, other, { nick: marks.nick }, 'follow');
    expect(await blockedOf(namesake)).toBeUndefined();
  });

  it('happens once, and again for what came in behind it', async () => {
    await operator('POST', path('erasure'));
    await operator('POST', path('erasure'));
    expect(await auditOf('fan.erase')).toHaveLength(1);
    await app.db.updateTable('fan_shop').set({ nick: marks.nick }).where('fan_id', '=', fan).execute();
    await rejectRow(app, shop, [`'${marks.phone}`, 'x']);
    await rejectRow(app, shop, ['13911112222', 'x']);
    await eraseAgain(app.deps);
    expect(await marksLeft(app)).toEqual([]);
    expect(await app.db.selectFrom('import_reject').select('row_no').execute()).toHaveLength(1);
  });

  it('takes the right in every shop that knows them', async () => {
    expect((await stranger('POST', path('erasure'))).status).toBe(404);
    await tell(app, other, { phone: marks.phone }, 'follow');
    const refused = await operator('POST', path('erasure'));
    expect([refused.status, refused.body.code]).toEqual([403, 'PRIV403']);
    expect(await marksLeft(app)).not.toEqual([]);
    await eraseFan(app.deps, null, fan);
    expect(await marksLeft(app)).toEqual([]);
  });

  it('leaves the records tied as they are: nobody merges them or takes them apart any more', async () => {
    const { id } = await app.db.selectFrom('fan_merge').select('id').executeTakeFirstOrThrow();
    const another = await tell(app, shop, { phone: '13911112222' }, 'follow');
    await operator('POST', path('erasure'));
    expect((await operator('POST', path('merges'), { other: another })).body.code).toBe('IDN103');
    expect((await operator('POST', `/v1/merges/${id}/undo`)).body.code).toBe('IDN103');
  });

  it('shows on the fan page', async () => {
    expect((await operator('GET', path('privacy'))).body).toEqual({
      erased_at: null,
      may_disclose: true,
      may_erase: true,
    });
    expect((await stranger('GET', path('privacy'))).status).toBe(404);
    await operator('POST', path('erasure'));
    const { body } = await operator('GET', path('privacy'));
    expect([typeof body.erased_at, body.may_erase]).toEqual(['string', false]);
  });
});
