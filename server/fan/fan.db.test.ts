import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDataKey } from '../crypto/data-key.js';
import { encryptPersonal } from '../crypto/personal-data.js';
import { identityHash } from '../identity/identity.js';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let shop: string;
let foreignShop: string;
let mine: string;
let theirs: string;
let tagId: string;
let staff: Call;
let operator: Call;
let manager: Call;
let analyst: Call;
let it_: Call;
let staffId: string;

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

beforeAll(async () => {
  app = await createTestApp();
  shop = await addShop('甲店');
  foreignShop = await addShop('乙店');
  staffId = await app.addStaff('staff', 'staff', shop);
  const colleague = await app.addStaff('colleague', 'staff', shop);
  for (const role of ['operator', 'manager', 'analyst'] as const) await app.addStaff(role, role, shop);
  await app.addStaff('it', 'it', null);
  [staff, operator, manager, analyst, it_] = (await Promise.all(
    ['staff', 'operator', 'manager', 'analyst', 'it'].map((login) => app.logIn(login)),
  )) as [Call, Call, Call, Call, Call];
  mine = await addFan({
    nick: '小红',
    phone: '13812344021',
    owner_id: staffId,
    spend: 20_000,
    last_purchase_at: day(3),
  });
  theirs = await addFan({
    nick: '小兰',
    phone: '13900000000',
    owner_id: colleague,
    spend: 500,
    last_purchase_at: day(1),
  });
  for (let n = 0; n < 5; n++)
    await addFan({ nick: `池${String(n)}`, owner_id: null, spend: n, last_purchase_at: n % 2 === 0 ? null : day(2) });
  await addFan({ nick: '别家', owner_id: null, spend: 1, last_purchase_at: null }, foreignShop);
  ({ id: tagId } = await app.db
    .insertInto('tag')
    .values({ shop_id: shop, name: '高潜' })
    .returning('id')
    .executeTakeFirstOrThrow());
  await app.db
    .insertInto('fan_tag')
    .values({ shop_id: shop, fan_id: mine, tag_id: tagId, source: 'test', added_at: day(4) })
    .execute();
  await app.db
    .insertInto('event')
    .values({ shop_id: shop, fan_id: mine, type: 'follow', happened_at: day(1), arrived_at: day(1), source: 'test' })
    .execute();
});

afterAll(() => app.close());

async function addShop(name: string): Promise<string> {
  return (await app.db.insertInto('shop').values({ name }).returning('id').executeTakeFirstOrThrow()).id;
}

interface NewFan {
  nick: string;
  phone?: string;
  owner_id: string | null;
  spend: number;
  last_purchase_at: Date | null;
}

async function addFan({ phone, ...fan }: NewFan, shop_id = shop): Promise<string> {
  const { secrets } = app.deps;
  const { id } = await app.db.selectNoFrom((eb) => eb.fn<string>('uuid7').as('id')).executeTakeFirstOrThrow();
  const dataKey = createDataKey(secrets, id);
  const sealed = phone === undefined ? null : encryptPersonal(dataKey.key, id, 'fan.phone', phone);
  const phone_mask = phone === undefined ? null : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
  await app.db
    .insertInto('fan')
    .values({ id, root_id: id, nick: fan.nick, phone_encrypted: sealed, phone_mask })
    .execute();
  await app.db.insertInto('fan_key').values({ fan_id: id, wrapped: dataKey.wrapped }).execute();
  await app.db
    .insertInto('fan_shop')
    .values({ ...fan, shop_id, fan_id: id, last_active_at: day(10) })
    .execute();
  if (phone !== undefined) {
    const hash = identityHash(secrets, 'phone', phone);
    await app.db.insertInto('identity').values({ kind: 'phone', scope: '', hash, fan_id: id }).execute();
  }
  return id;
}

const itemsOf = (body: Record<string, unknown>) => body.items as Record<string, unknown>[];
const nicks = (body: Record<string, unknown>) => itemsOf(body).map((fan) => fan.nick);
const countOf = async (call: Call) => (await call('GET', list())).body.count;
const list = (query = '') => `/v1/fans?shop=${shop}${query}`;

describe('the fan list', () => {
  it('shows a member of staff their own fans and counts only those', async () => {
    const { status, body } = await staff('GET', list());
    expect(status).toBe(200);
    expect(nicks(body)).toEqual(['小红']);
    expect(body.count).toEqual({ value: 1, exact: true });
    expect(itemsOf(body)[0]).toMatchObject({
      phone_mask: '138****4021',
      owner_name: 'staff',
      scores: { R: 1, F: 1, M: 2, I: 1, W: 1, value_tier: null },
      tags: [{ name: '高潜' }],
      sops: [],
    });
  });

  it('shows the manager the pool, the operator the shop, and nobody another shop', async () => {
    expect(await countOf(manager)).toEqual({ value: 5, exact: true });
    expect(await countOf(operator)).toEqual({ value: 7, exact: true });
    expect((await operator('GET', `/v1/fans?shop=${foreignShop}`)).status).toBe(404);
  });

  it('is there without what is kept beside the rows, too: the same fans in the same order, for the same people', async () => {
    const brief = list().replace('/v1/fans', '/v1/fans/brief');
    const first = await operator('GET', `${brief}&sort=-last_purchase_at&limit=4`);
    const next = await operator(
      'GET',
      `${brief}&sort=-last_purchase_at&limit=4&cursor=${String(first.body.next_cursor)}`,
    );
    const { body } = await operator('GET', list('&sort=-last_purchase_at'));
    expect([...nicks(first.body), ...nicks(next.body)]).toEqual(nicks(body));
    expect(itemsOf(body)[0]).toMatchObject(itemsOf(first.body)[0] ?? {});
    expect(Object.keys(itemsOf(first.body)[0] ?? {})).not.toContain('phone_mask');
    expect(nicks((await staff('GET', brief)).body)).toEqual(['小红']);
    expect((await analyst('GET', brief)).status).toBe(403);
  });

  it('shows IT no fan at all', async () => {
    expect((await it_('GET', list())).status).toBe(403);
    expect((await it_('GET', list().replace('/v1/fans', '/v1/fans/brief'))).status).toBe(403);
    expect((await it_('GET', `/v1/fans/${mine}`)).status).toBe(403);
  });

  it('tells the analyst how many there are, in fives, and of no single fan', async () => {
    const { body } = await analyst('GET', list('&sort=-spend'));
    expect(body).toEqual({ items: [], next_cursor: null, count: { value: 5, exact: false } });
    const few = await analyst('GET', list('&spend_min=400'));
    expect(few.body).toEqual({ items: [], next_cursor: null, count: { value: 0, exact: false } });
    for (const path of [`/v1/fans/${mine}`, `/v1/fans/${mine}/timeline`]) {
      expect([path, (await analyst('GET', path)).status]).toEqual([path, 403]);
    }
  });

  it('searches nicks literally, and only in what is shown', async () => {
    expect(nicks((await operator('GET', list('&q=小'))).body).sort()).toEqual(['小兰', '小红']);
    expect(nicks((await staff('GET', list('&q=小'))).body)).toEqual(['小红']);
    expect(nicks((await operator('GET', list('&q=%25'))).body)).toEqual([]);
    expect((await analyst('GET', list('&q=小'))).status).toBe(400);
    expect(nicks((await operator('GET', list('&nick=小红'))).body)).toEqual(['小红']);
    expect(nicks((await operator('GET', list('&nick=小'))).body)).toEqual([]);
    expect((await analyst('GET', list('&nick=小红'))).status).toBe(400);
  });

  it('finds by a whole phone number, not by a part, and not a foreign one', async () => {
    expect(nicks((await staff('GET', list('&q=138 1234 4021'))).body)).toEqual(['小红']);
    expect(nicks((await staff('GET', list('&q=13900000000'))).body)).toEqual([]);
    expect(nicks((await operator('GET', list('&q=1381234'))).body)).toEqual([]);
    expect((await analyst('GET', list('&q=13812344021'))).status).toBe(400);
  });

  it('answers a filter or sort on a field that is not shown as on one that does not exist', async () => {
    const masked = await operator('GET', list('&sort=phone_mask'));
    const unknown = await operator('GET', list('&sort=nothing'));
    const filter = await operator('GET', list('&phone=138'));
    expect([masked.status, unknown.status, filter.status]).toEqual([400, 400, 400]);
    expect(masked.body.text).toEqual(unknown.body.text);
    expect((await operator('GET', list('&q=a%00b'))).status).toBe(400);
  });

  it('filters', async () => {
    const names = async (query: string) => nicks((await operator('GET', list(query))).body).sort();
    expect(await names(`&tag=${tagId}`)).toEqual(['小红']);
    expect(await names('&owner=none&spend_min=3')).toEqual(['池3', '池4']);
    expect(await names(`&owner=${staffId}`)).toEqual(['小红']);
    expect(await names(`&where=${encodeURIComponent('M >= 2')}`)).toEqual(['小红']);
    expect(await names(`&where=${encodeURIComponent('M >= 3')}`)).toEqual([]);
    expect(await names(`&tag=${tagId},${foreignShop}`)).toEqual([]);
    expect(await names('&last_purchase_after=2026-01-02T00:00:00Z&last_purchase_before=2026-01-03T00:00:00Z')).toEqual([
      '池1',
      '池3',
    ]);
    expect(await names('&orders_min=1')).toEqual([]);
  });

  it.each(['-last_active_at', 'spend', '-spend', '-last_purchase_at', 'last_purchase_at', '-last_watch_at', 'orders'])(
    'pages through %s without gap or repetition, rows without a value last',
    async (sort) => {
      const whole = nicks((await operator('GET', list(`&sort=${sort}`))).body);
      expect(new Set(whole).size).toBe(7);
      const paged: unknown[] = [];
      let next: unknown = '';
      while (typeof next === 'string') {
        const { body } = await operator('GET', list(`&sort=${sort}&limit=2${next && `&cursor=${next}`}`));
        paged.push(...nicks(body));
        next = body.next_cursor;
      }
      expect(paged).toEqual(whole);
      if (sort.endsWith('last_purchase_at')) expect(whole.slice(-3).sort()).toEqual(['池0', '池2', '池4']);
    },
  );

  it('refuses a cursor of another sort, or one made up', async () => {
    const { body } = await operator('GET', list('&sort=spend&limit=2'));
    expect((await operator('GET', list(`&sort=-spend&cursor=${String(body.next_cursor)}`))).status).toBe(400);
    expect((await operator('GET', list('&cursor=abc'))).status).toBe(400);
  });
});

describe('the fan page', () => {
  it('shows what is known', async () => {
    const { body } = await staff('GET', `/v1/fans/${mine}`);
    expect(body).toMatchObject({
      nick: '小红',
      phone_mask: '138****4021',
      may_unmask: false,
      shop: { spend: 20_000, scores: { M: 2 } },
      tags: [{ name: '高潜' }],
      sops: [],
    });
  });

  it('takes five statements: one that finds the fan, and four more', async () => {
    const statements = vi.spyOn(pg.Client.prototype, 'query');
    const count = async (fan: string) => {
      statements.mockClear();
      await staff('GET', `/v1/fans/${fan}`);
      return statements.mock.calls.length;
    };
    const [missing, found] = [await count(crypto.randomUUID()), await count(mine)];
    statements.mockRestore();
    expect(found - missing).toBe(4);
  });

  it('says of no moment that a fan was active of whom only others told, here and in the list', async () => {
    const quietShop = await addShop('静店');
    await app.addStaff('quiet', 'operator', quietShop);
    const reader = await app.logIn('quiet');
    const id = await addFan({ nick: '静静', owner_id: null, spend: 0, last_purchase_at: null }, quietShop);
    await app.db
      .updateTable('fan_shop')
      .set({ last_active_at: new Date(0) })
      .where('fan_id', '=', id)
      .execute();
    const { body } = await reader('GET', `/v1/fans/${id}`);
    expect(body.shop).toMatchObject({ last_active_at: null });
    const listed = await reader('GET', `/v1/fans?shop=${quietShop}`);
    expect(itemsOf(listed.body)).toMatchObject([{ nick: '静静', last_active_at: null }]);
  });

  it('answers a foreign fan as a missing one', async () => {
    const foreign = await staff('GET', `/v1/fans/${theirs}`);
    const missing = await staff('GET', '/v1/fans/00000000-0000-7000-8000-000000000000');
    const elsewhere = await staff('GET', `/v1/fans/${mine}?shop=${foreignShop}`);
    expect([foreign.status, missing.status, elsewhere.status]).toEqual([404, 404, 404]);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...missing.body, instance: '' });
    expect((await staff('GET', `/v1/fans/${theirs}/timeline`)).status).toBe(404);
  });

  it('tells the life of a fan by page', async () => {
    const first = await staff('GET', `/v1/fans/${mine}/timeline?limit=1`);
    expect(first.body.items).toMatchObject([{ kind: 'tag', name: '高潜' }]);
    const second = await staff('GET', `/v1/fans/${mine}/timeline?limit=1&cursor=${String(first.body.next_cursor)}`);
    expect(second.body).toMatchObject({ items: [{ kind: 'event', type: 'follow' }], next_cursor: null });
    expect((await staff('GET', `/v1/fans/${mine}/timeline?type=message,tag`)).body.items).toHaveLength(1);
  });

  it('tells what SOPs gave and took in points', async () => {
    const own = { shop_id: shop, fan_id: mine, enrolment_id: crypto.randomUUID(), step_key: 'points:1' };
    await app.db
      .insertInto('points_entry')
      .values({ ...own, points: 50, at: new Date() })
      .execute();
    const { body } = await staff('GET', `/v1/fans/${mine}/timeline?type=points`);
    expect(body.items).toMatchObject([{ kind: 'points', points: 50, name: null }]);
    await app.db.deleteFrom('points_entry').execute();
  });

  it('unmasks a phone for whoever may, and writes it down', async () => {
    expect((await staff('POST', `/v1/fans/${mine}/unmask`, { field: 'phone' })).status).toBe(403);
    expect((await manager('POST', `/v1/fans/${mine}/unmask`, { field: 'phone' })).status).toBe(404);
    const { body, headers } = await operator('POST', `/v1/fans/${mine}/unmask`, { field: 'phone' });
    expect(body).toEqual({ value: '13812344021' });
    expect(headers.get('cache-control')).toBe('no-store');
    const audit = await app.db
      .selectFrom('audit')
      .select(['subject_id', 'shop_id', 'detail'])
      .where('action', '=', 'fan.unmask')
      .execute();
    expect(audit).toEqual([{ subject_id: mine, shop_id: shop, detail: { field: 'phone' } }]);
  });
});

describe('SOPs of a fan', () => {
  const now = new Date();

  async function insertId(
    table: 'sop' | 'sop_version' | 'run' | 'enrolment',
    values: Record<string, unknown>,
  ): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      insert into ${sql.table(table)} (${sql.join(Object.keys(values).map((name) => sql.id(name)))})
      values (${sql.join(Object.values(values))}) returning id`.execute(app.db);
    return rows[0]?.id ?? '';
  }

  beforeAll(async () => {
    const sop_id = await insertId('sop', { shop_id: shop, name: '新粉7日', draft: '' });
    const program = JSON.stringify({
      steps: [
        { key: '第1天', kind: 'day' },
        { key: '第3天', kind: 'day' },
      ],
    });
    const version_id = await insertId('sop_version', {
      sop_id,
      number: 1,
      text: 'secret draft',
      program,
      hash: '',
      author_id: staffId,
      scope: '[]',
      published_at: now,
    });
    const run_id = await insertId('run', { sop_id, version_id, shop_id: shop, cohort: now });
    await app.db
      .insertInto('lane')
      .values({ run_id, no: 1, step: 1, phase: 'waiting', anchor_at: now, arrived_at: now, due_at: day(30) })
      .execute();
    const enrolment = {
      run_id,
      lane_no: 1,
      sop_id,
      version_id,
      shop_id: shop,
      happened_at: day(1),
      entered_at: day(2),
      provider_base: 'x',
    };
    await insertId('enrolment', {
      ...enrolment,
      fan_id: mine,
      event_id: (await app.db.selectFrom('event').select('id').executeTakeFirstOrThrow()).id,
    });
    await insertId('enrolment', { ...enrolment, fan_id: theirs });
    await app.db
      .insertInto('effect')
      .values(
        [mine, theirs].map((fan_id) => ({
          enrolment_id: fan_id,
          step_key: '第1天',
          run_id,
          version_id,
          sop_id,
          shop_id: shop,
          fan_id,
          kind: 'message',
          channel: 'sms',
          step: 0,
          status: 'sent',
          send_at: day(5),
          provider_key: fan_id,
          body: `亲爱的${fan_id}`,
        })),
      )
      .execute();
  });

  it('says at which step a fan is, until when, and which event brought the fan there', async () => {
    const { body } = await staff('GET', `/v1/fans/${mine}`);
    expect(body.sops).toMatchObject([
      {
        sop_name: '新粉7日',
        state: 'active',
        step_key: '第3天',
        phase: 'waiting',
        due_at: day(30).toISOString(),
        event_type: 'follow',
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret draft');
  });

  it('lists them and filters by them within the scope', async () => {
    const { id } = await app.db.selectFrom('sop').select('id').executeTakeFirstOrThrow();
    expect(nicks((await operator('GET', list(`&in_sop=${id}`))).body).sort()).toEqual(['小兰', '小红']);
    expect(nicks((await staff('GET', list(`&in_sop=${id}`))).body)).toEqual(['小红']);
    expect(itemsOf((await staff('GET', list())).body)[0]).toMatchObject({ sops: [{ name: '新粉7日' }] });
  });

  it('are in the time-line with their messages', async () => {
    const { body } = await staff('GET', `/v1/fans/${mine}/timeline`);
    expect(itemsOf(body).map((item) => item.kind)).toEqual(['message', 'tag', 'sop', 'event']);
    expect(JSON.stringify(body)).not.toContain(theirs);
  });
});
