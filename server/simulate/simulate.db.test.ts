import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

const DAY = 86_400_000;
/** 10:00 in the shop, on a Monday. */
const START = Date.parse('2026-03-02T10:00:00+08:00');
const PERIOD = { from: '2026-03-02', to: '2026-03-31' };

const TEXT = `优惠券 "新人10元" 减10元 有效7天 库存1张
流程 "新粉" {
  当 关注 且 从未支付
  每人一次
  免打扰 22:00-09:00
  目标 支付 7天内
  一旦 支付 就离开 { 打标签 "买了" }
  第0天 { 发私信 "欢迎 {券.链接}" 附券 "新人10元" }
  第3天 10:00 { 发私信 "还在吗" }
}`;

let at: SopShop;
const fans: Record<string, string> = {};

beforeAll(async () => {
  at = await createSopShop();
  await addFan('白天来的', at.staffId, [['follow', 0]]);
  await addFan('夜里来的', null, [['follow', 13 / 24]]);
  await addFan('第二天买的', null, [
    ['follow', 0.1],
    ['order.pay', 1],
  ]);
  await addFan('以前买过的', null, [
    ['order.pay', -90],
    ['follow', 1],
  ]);
  await addFan('没来的', null, []);
});

afterAll(() => at.app.close());

/** @param events with the days after the start */
async function addFan(nick: string, owner: string | null, events: [type: string, day: number][]) {
  const fan_id = (fans[nick] = await at.addFan(nick, owner));
  for (const [type, day] of events) {
    const happened_at = new Date(START + day * DAY);
    const event = { fan_id, shop_id: at.shop, type, happened_at, arrived_at: happened_at, source: 'test' };
    await at.app.db
      .insertInto('event')
      .values({ ...event, properties: '{"amount": 9900}' })
      .execute();
  }
}

interface Simulated {
  result: Record<string, unknown>;
  progress: unknown[];
}

async function simulate(call = at.operator, text = TEXT): Promise<Simulated> {
  const answer = await call('POST', '/v1/sops/simulate', { shop_id: at.shop, text, ...PERIOD });
  expect(answer.status, answer.text).toBe(200);
  const lines = answer.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const result = lines.at(-1)?.['result'] as Record<string, unknown>;
  return { result, progress: lines.flatMap(({ progress }) => progress ?? []) };
}

const trace = (nick: string, call = at.operator) =>
  call('POST', '/v1/sops/trace', { shop_id: at.shop, text: TEXT, fan_id: fans[nick], ...PERIOD });

describe('a simulation over past fans', () => {
  it('counts who would have come in and what they would have got', async () => {
    const { result, progress } = await simulate();
    expect(progress).toEqual([{ done: 5, fans: 5 }]);
    expect(result).toMatchObject({
      sop: '新粉',
      fans: 5,
      entered_fans: 3,
      stays: 3,
      finished: 2,
      left: 1,
      left_by: [{ clause: 0, line: 7, count: 1 }],
      in_flight: 0,
      sent: 5,
      deferred: 1,
      messages: [
        { day: '2026-03-02', channel: 'private_message', count: 2 },
        { day: '2026-03-03', channel: 'private_message', count: 1 },
        { day: '2026-03-05', channel: 'private_message', count: 2 },
      ],
      coupons: [{ name: '新人10元', issued: 3, cost_fen: 3000, stock: 1, runs_out_on: '2026-03-02' }],
      goal: { converted: 1, open: 0 },
    });
    expect(rowsOf(result, 'steps')).toContainEqual({ key: 'day:3/send:1', reached: 2, line: 9 });
  });

  it('tells the stories of some fans', async () => {
    const { result } = await simulate();
    const examples = rowsOf(result, 'examples');
    expect(examples.map(({ nick }) => nick).sort()).toEqual(['夜里来的', '白天来的', '第二天买的'].sort());
    const night = examples.find(({ nick }) => nick === '夜里来的') ?? {};
    expect(rowsOf(night, 'moments').map(({ words }) => (words as { zh: string }).zh)).toContain(
      '私信遇到免打扰，等到03-03 09:00',
    );
  });

  it('says what of the past it cannot know', async () => {
    const { result } = await simulate();
    const assumptions = rowsOf(result, 'assumptions').map(({ en }) => en);
    expect(assumptions).toContain(
      'Fields that do not follow from events (points, member level, custom fields) are taken as they are today.',
    );
  });

  it('refuses to trace through a text with errors', async () => {
    const text = TEXT.replace('打标签 "买了"', '去标签 "没有的"');
    const answer = await at.operator('POST', '/v1/sops/trace', { shop_id: at.shop, text, fan_id: fans['没来的'] });
    expect([answer.status, answer.body.code]).toEqual([422, 'SIMULATE422']);
  });

  it('writes nothing', async () => {
    await simulate();
    for (const table of ['enrolment', 'effect', 'run', 'fan_tag'] as const) {
      expect(await at.app.db.selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });

  it('looks at the fans in the scope of whoever asks, and tells analysts numbers only', async () => {
    const { result } = await simulate(at.analyst);
    expect(result).toMatchObject({ fans: 5, entered_fans: 0, sent: 5, goal: { converted: 0 }, examples: null });
    expect(result).toMatchObject({ coupons: [{ issued: 0, cost_fen: null }] });
    expect((await simulate(at.manager)).result).toMatchObject({ fans: 4, entered_fans: 2 });
    const answer = await at.staff('POST', '/v1/sops/simulate', { shop_id: at.shop, text: TEXT });
    expect([answer.status, answer.body.code]).toEqual([403, 'REQ403']);
    const foreign = await at.stranger('POST', '/v1/sops/simulate', { shop_id: at.shop, text: TEXT });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'REQ404']);
  });

  it.each([
    ['a text without an SOP', { text: '标签' }, 'DRAFT422'],
    ['one that cannot run', { text: '流程 "a" { 当 }' }, 'SIMULATE422'],
    [
      'one that runs and has errors',
      { text: '流程 "a" { 当 关注 每人一次 如果 有标签 "没有的" { 结束 } }' },
      'SIMULATE422',
    ],
    ['a period that ends before it begins', { from: '2026-03-02', to: '2026-03-01' }, 'SIMULATE423'],
    ['one that is too long', { from: '2024-03-02', to: '2026-03-01' }, 'SIMULATE423'],
    ['a day that does not exist', { from: '2026-02-30' }, 'SIMULATE423'],
  ])('refuses %s, and is free again afterwards', async (_, body, code) => {
    const answer = await at.operator('POST', '/v1/sops/simulate', { shop_id: at.shop, text: TEXT, ...body });
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    await simulate();
  });
});

describe('one fan through a draft', () => {
  it('gets told what, when and why, in the order of time', async () => {
    const { status, body } = await trace('第二天买的');
    expect(status).toBe(200);
    expect(body).toMatchObject({ fan: { nick: '第二天买的' }, entered: true });
    const told = rowsOf(body, 'moments').map(({ kind, line, words }) => [kind, line, (words as { zh: string }).zh]);
    expect(told).toEqual([
      ['event', null, '关注 (¥99)'],
      ['entered', null, '进入流程'],
      ['sent', 8, '发出私信“欢迎 https://shop.example/c/”，附券“新人10元”'],
      ['waits', 9, '等到 03-05 10:00'],
      ['event', null, '支付 (¥99)'],
      ['goal', null, '达成目标'],
      ['left', 7, '离开（第1个“一旦”）'],
      ['tagged', 7, '打标签 "买了"'],
    ]);
  });

  it('is told that they did not come in', async () => {
    const { body } = await trace('以前买过的');
    expect(body).toMatchObject({ entered: false });
    expect(rowsOf(body, 'moments').map(({ kind }) => kind)).toEqual(['event', 'not_entered']);
  });

  it('is looked at up to now, where no day is named', async () => {
    const now = Date.now();
    await addFan('今天来的', null, [['follow', (now - START) / DAY]]);
    const request = { shop_id: at.shop, text: TEXT, fan_id: fans['今天来的'] };
    const { body } = await at.operator('POST', '/v1/sops/trace', request);
    expect(body).toMatchObject({ entered: true });
    expect(rowsOf(body, 'moments').at(-1)).toMatchObject({ kind: 'finished', future: true });
  });

  it('must be one whom the caller may know', async () => {
    expect((await trace('夜里来的', at.stranger)).status).toBe(404);
    expect((await trace('白天来的', at.analyst)).status).toBe(403);
    expect((await trace('白天来的', at.manager)).status).toBe(404);
    expect((await trace('夜里来的', at.manager)).status).toBe(200);
  });
});
