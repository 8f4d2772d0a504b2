import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let regulars: string;
let fan: string;

beforeAll(async () => {
  at = await createSopShop();
  for (const orders of [0, 1, 2, 3, 4, 5, 6]) {
    const id = await at.addFan(`粉${String(orders)}`, orders > 2 ? at.staffId : null);
    await at.app.db
      .updateTable('fan_shop')
      .set({ orders, spend: orders * 5_000 })
      .where('fan_id', '=', id)
      .execute();
    if (orders === 3) fan = id;
  }
  regulars = await add('常客', '购买次数 >= 3');
});

afterAll(() => at.app.close());

async function add(name: string, text: string): Promise<string> {
  const { status, body } = await at.operator('POST', '/v1/segments', { shop_id: at.shop, name, text });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.id);
}

const preview = (text: string, call = at.operator) => call('POST', '/v1/segments/preview', { shop_id: at.shop, text });
const why = (text: string, call = at.operator, fan_id = fan) =>
  call('POST', '/v1/segments/why', { shop_id: at.shop, text, fan_id });

describe('while it is being written', () => {
  it('says how many it is for and shows some, within what the person may see', async () => {
    const { body } = await preview('购买次数 >= 3');
    expect(body).toMatchObject({ fans: 4, of: 7 });
    expect(
      rowsOf(body, 'sample')
        .map(({ nick }) => nick)
        .sort(),
    ).toEqual(['粉3', '粉4', '粉5', '粉6']);
    expect((await preview('购买次数 >= 3', at.manager)).body).toMatchObject({ fans: 0, of: 3 });
    expect((await preview('购买次数 >=')).body.code).toBe('SEGMENT422');
    expect((await preview('购买次数 >= 3', at.stranger)).status).toBe(404);
  });

  it('shows the analyst no names, and no figure of a few', async () => {
    // In fives: of 7 and 6, asked one after the other, the difference would be somebody.
    expect((await preview('购买次数 >= 0', at.analyst)).body).toEqual({ fans: 5, of: 5, sample: [] });
    expect((await preview('购买次数 >= 1', at.analyst)).body).toEqual({ fans: 5, of: 5, sample: [] });
    const list = (where: string) => at.analyst('GET', `/v1/fans?shop=${at.shop}&where=${encodeURIComponent(where)}`);
    expect((await list('购买次数 >= 1')).body).toEqual({
      items: [],
      next_cursor: null,
      count: { value: 5, exact: false },
    });
    expect((await preview('购买次数 >= 4', at.analyst)).body).toMatchObject({ fans: 0, sample: [] });
    expect((await preview('昵称 = "粉3"', at.analyst)).status).toBe(400);
  });
});

it('tells the measured size to those who see every fan of the shop with all that it looks at', async () => {
  const measured = { segment_id: regulars, day: '2026-03-01', fans: 4 };
  await at.app.db.insertInto('segment_size').values(measured).execute();
  const told = async (call: Call) => {
    const listed = rowsOf((await call('GET', `/v1/segments?shop=${at.shop}`)).body).find(({ id }) => id === regulars);
    const [size] = rowsOf((await call('GET', `/v1/segments/${regulars}`)).body, 'sizes');
    return [listed?.['fans'], size?.['fans']];
  };
  expect(await told(at.operator)).toEqual([4, 4]);
  expect(await told(at.manager)).toEqual([null, null]);
  expect(await told(at.analyst)).toEqual([0, 0]);
  await at.app.db.deleteFrom('segment_size').execute();
});

it('tells how two segments overlap', async () => {
  const spenders = await add('大额', '购买金额 > 220元');
  const { body } = await at.operator('GET', `/v1/segments/${regulars}/overlap?with=${spenders}`);
  expect(body).toEqual({ overlap: { a: 4, b: 2, both: 2 } });
});

describe('why a fan is in it or not', () => {
  it('answers part by part with what the fan has', async () => {
    const { body } = await why('购买次数 >= 3 且 (购买金额 > 1000元 或 不属于分群 "常客")');
    expect(body).toMatchObject({
      kind: 'and',
      holds: false,
      parts: [
        { kind: 'leaf', text: '购买次数 >= 3', holds: true, value: { type: 'number', value: 3 } },
        {
          kind: 'or',
          holds: false,
          parts: [
            { text: '购买金额 > 1000元', holds: false, value: { type: 'money', value: 15_000 } },
            { holds: false },
          ],
        },
      ],
    });
  });

  it('shows when a fan did it, and nothing of a fan whom the person does not see', async () => {
    const happened_at = new Date(Date.now() - 86_400_000);
    const own = { shop_id: at.shop, fan_id: fan, type: 'follow', happened_at, arrived_at: happened_at, source: 't' };
    await at.app.db.insertInto('event').values(own).execute();
    await at.app.db
      .insertInto('fan_day')
      .values({
        shop_id: at.shop,
        fan_id: fan,
        type: 'follow',
        day: happened_at.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' }),
        n: 1,
      })
      .execute();
    expect((await why('30天内 关注')).body).toMatchObject({
      holds: true,
      value: { type: 'moment', value: happened_at.getTime() },
    });
    expect((await why('30天内 关注', at.manager)).status).toBe(404);
    expect((await why('30天内 关注', at.analyst)).status).toBe(403);
    expect((await why('30天内 关注', at.operator, at.shop)).status).toBe(404);
  });
});

describe('changing and deleting', () => {
  it('changes the condition, and tells who names the segment', async () => {
    await add('铁粉', '属于分群 "常客" 且 购买金额 > 1元');
    expect((await at.operator('PUT', `/v1/segments/${regulars}`, { text: '购买次数 >= 4' })).status).toBe(204);
    expect((await preview('属于分群 "铁粉"')).body).toMatchObject({ fans: 3 });
    const { body } = await at.operator('GET', `/v1/segments/${regulars}`);
    expect(body).toMatchObject({ text: '购买次数 >= 4', used_by: [{ kind: 'segment', name: '铁粉' }], sizes: [] });
  });

  it('deletes none that is named, and every other', async () => {
    expect((await at.operator('DELETE', `/v1/segments/${regulars}`)).body.code).toBe('SEGMENT423');
    await at.create('流程 "用常客" { 当 关注 且 属于分群 "只在流程" 每人一次 结束 }');
    const named = await add('只在流程', '购买次数 >= 1');
    expect((await at.operator('DELETE', `/v1/segments/${named}`)).body.code).toBe('SEGMENT423');
    const free = await add('没人用', '购买次数 >= 1');
    expect((await at.manager('DELETE', `/v1/segments/${free}`)).status).toBe(403);
    expect((await at.stranger('DELETE', `/v1/segments/${free}`)).status).toBe(404);
    expect((await at.operator('DELETE', `/v1/segments/${free}`)).status).toBe(204);
  });
});

describe('the sample', () => {
  it('has the one fan among thousands who is neither of the most nor of the least active', async () => {
    await sql`
      with added as (insert into fan (id, root_id) select id, id from (select uuid7() as id from generate_series(1, 2100)) made returning id)
      insert into fan_shop (shop_id, fan_id, nick, watch_seconds, last_active_at)
      select ${at.shop}, id, 'many ' || no, case when no = 1050 then 6000 else 0 end, now() - make_interval(mins => no)
      from (select id, row_number() over ()::int as no from added) numbered`.execute(at.app.db);
    const { body } = await preview('累计观看时长 >= 99分钟');
    expect([body.fans, rowsOf(body, 'sample').map(({ nick }) => nick)]).toEqual([1, ['many 1050']]);
    const most = rowsOf((await preview('累计观看时长 = 0分钟')).body, 'sample');
    expect(most).toHaveLength(8);
  });
});
