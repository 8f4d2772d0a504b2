import { expect } from 'vitest';
import { type Call, createTestApp, type TestApp } from '../../http/testing/test-app.js';

const LINKS = { 'coupon.link': 'https://shop.example/c/', 'live.link': 'https://shop.example/live' };

/** For tests: a shop with a person of every role, and an operator of another shop. */
export interface SopShop {
  app: TestApp;
  shop: string;
  foreignShop: string;
  operatorId: string;
  staffId: string;
  operator: Call;
  manager: Call;
  staff: Call;
  analyst: Call;
  it: Call;
  stranger: Call;
  /** Keeps a text as a draft. */
  create(text: string): Promise<string>;
  /** Keeps {@link welcome} and publishes it. */
  createLive(name: string): Promise<string>;
  addFan(nick: string, ownerId: string | null): Promise<string>;
}

/** Rows of an answer, for looking into them. */
export const rowsOf = (body: Record<string, unknown>, member = 'items') => body[member] as Record<string, unknown>[];

export async function createSopShop(): Promise<SopShop> {
  const app = await createTestApp();
  const addShop = async (name: string) =>
    (
      await app.db
        .insertInto('shop')
        .values({ name, links: JSON.stringify(LINKS) })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id;
  const shop = await addShop('甲店');
  const foreignShop = await addShop('乙店');
  const operatorId = await app.addStaff('operator', 'operator', shop);
  const staffId = await app.addStaff('staff', 'staff', shop);
  for (const role of ['manager', 'analyst'] as const) await app.addStaff(role, role, shop);
  await app.addStaff('it', 'it', null);
  await app.addStaff('stranger', 'operator', foreignShop);
  const operator = await app.logIn('operator');
  const create = async (text: string) => {
    const { status, body } = await operator('POST', '/v1/sops', { shop_id: shop, text });
    expect(status, JSON.stringify(body)).toBe(201);
    return String(body.id);
  };
  return {
    app,
    shop,
    foreignShop,
    operatorId,
    staffId,
    operator,
    manager: await app.logIn('manager'),
    staff: await app.logIn('staff'),
    analyst: await app.logIn('analyst'),
    it: await app.logIn('it'),
    stranger: await app.logIn('stranger'),
    create,
    createLive: async (name) => {
      const id = await create(welcome(name));
      const { status, body } = await operator('POST', `/v1/sops/${id}/publish`, { revision: 1 });
      expect([status, body]).toEqual([200, { version: 1 }]);
      return id;
    },
    addFan: async (nick, owner_id) => {
      const id = crypto.randomUUID();
      await app.db.insertInto('fan').values({ id, root_id: id, nick, phone_mask: '138****4021' }).execute();
      await app.db.insertInto('fan_shop').values({ shop_id: shop, fan_id: id, nick, owner_id }).execute();
      return id;
    },
  };
}

/** An SOP that sends at once, waits a day and tags; who pays leaves. */
export const welcome = (name: string, more = '') => `优惠券 "${name}券" 减10元 有效7天

分群 "${name}买过的" 当 购买次数 >= 1

流程 "${name}" {
  当 关注
  每人一次
  一旦 支付 就离开 { 打标签 "${name}-买了" }
  发私信 "欢迎 {券.链接}" 附券 "${name}券"
  等待1天
  打标签 "${name}-没买"
}

测试 "关注就发券" {
  粉丝 { 授权 私信 }
  第0天 关注
  应当 发出 私信 1次
}
${more}`;

/**
 * Writes what the engine would have written of a live {@link welcome}: in one run a fan who waits, one whose lane is
 * parked and one who has paid, each with a message; and a run that is over.
 *
 * @param fans the three, in this order
 */
export async function addRuns({ app, shop }: SopShop, sopId: string, fans: [string, string, string]) {
  const { db } = app;
  const version = await db.selectFrom('sop_version').select('id').where('sop_id', '=', sopId).executeTakeFirstOrThrow();
  const own = { sop_id: sopId, version_id: version.id, shop_id: shop };
  const addRun = async (cohort: Date, count: number) =>
    (
      await db
        .insertInto('run')
        .values({ ...own, cohort, fans: count })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id;
  const at = new Date();
  const running = await addRun(at, fans.length);
  const over = await addRun(new Date(at.getTime() - 3 * 86_400_000), 0);
  const lane = { run_id: running, anchor_at: at, arrived_at: at };
  const problem = JSON.stringify({ code: 'ENGINE_STEP_FAILED', sqlstate: '22012', message: 'secret' });
  await db
    .insertInto('lane')
    .values([
      { ...lane, no: 1, step: 1, phase: 'waiting', due_at: new Date(at.getTime() + 86_400_000) },
      { ...lane, no: 2, step: 2, phase: 'parked', attempts: 5, problem },
    ])
    .execute();
  await db
    .insertInto('run_step')
    .values({ run_id: running, step_key: 'send:1', version_id: version.id, arrived: 3, undelivered: 1, skipped: 1 })
    .execute();
  const places = [
    { lane_no: 1, state: 'active', status: 'sent', reason: null, left: null },
    { lane_no: 2, state: 'active', status: 'skipped', reason: 'capped', left: null },
    { lane_no: 3, state: 'left', status: 'failed', reason: 'http_400', left: 'leave.1' },
  ];
  for (const [i, { lane_no, state, status, reason, left }] of places.entries()) {
    const fan_id = fans[i] ?? '';
    const { id } = await db
      .insertInto('enrolment')
      .values({
        ...own,
        run_id: running,
        fan_id,
        lane_no,
        state,
        reason: left,
        happened_at: at,
        entered_at: at,
        provider_base: `${sopId}/${String(i)}`,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const step = { step_key: 'send:1', step: 0, kind: 'message', channel: 'private_message' };
    const body = status === 'sent' ? '欢迎 /c/1' : null;
    await db
      .insertInto('effect')
      .values({
        ...own,
        ...step,
        enrolment_id: id,
        run_id: running,
        fan_id,
        status,
        reason,
        body,
        send_at: at,
        provider_key: id,
      })
      .execute();
  }
  return { running, over };
}
