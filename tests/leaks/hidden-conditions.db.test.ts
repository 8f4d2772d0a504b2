import { type Call } from '@fanloom/server/http/testing/test-app.js';
import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import { addPerson } from './people.js';

/*
 * Whoever writes SOPs without seeing names asks for names by what their SOPs do: who enters, which way they go, which tag
 * is kept, what a task says. Each must be no more than looking at the field itself.
 */

let world: LeakWorld;
let writer: Call;
/** Nick of a fan of the shop. */
let nick: string;

const rules = [
  { subject: 'fan', actions: ['read', 'update'], rows: 'shop', masked: ['nick', 'phone', 'email'] },
  { subject: 'event', actions: ['read'], rows: 'shop', hidden: ['properties'] },
  { subject: 'sop', actions: ['read', 'create', 'update', 'publish'], rows: 'shop' },
  { subject: 'segment', actions: ['read', 'create', 'update'], rows: 'shop' },
  { subject: 'tag', actions: ['read', 'create', 'update'], rows: 'shop' },
  { subject: 'task', actions: ['read', 'update'], rows: 'shop' },
  { subject: 'shop', actions: ['read'], rows: 'shop' },
];

beforeAll(async () => {
  world = await createLeakWorld();
  writer = (await addPerson(world, rules)).call;
  nick =
    world.markers.all.find(({ fan, kind }) => fan === world.fans.meis && kind === 'shop_nick')?.text ?? expect.fail();
  await world.app.db
    .insertInto('custom_field')
    .values({ shop_id: world.shop, subject: 'fan', name: '副本', type: 'text' })
    .execute();
  const at = new Date(Date.now() - 86_400_000);
  const event = { shop_id: world.shop, fan_id: world.fans.meis, happened_at: at, arrived_at: at, source: 'api' };
  await world.app.db
    .insertInto('event')
    .values([{ ...event, type: 'follow' }])
    .execute();
});

afterAll(() => world.close());

const sopOf = (when: string, steps = '打标签 "有"') => `流程 "问" { 当 关注 每人一次 如果 ${when} { ${steps} } }`;

async function simulate(call: Call, text: string) {
  const answer = await call('POST', '/v1/sops/simulate', { shop_id: world.shop, text });
  const lines = answer.text.split('\n').filter(Boolean);
  return { status: answer.status, last: lines.at(-1) ?? '' };
}

describe('what one may not see, asked by an SOP', () => {
  it('is not answered by a simulation, whatever it looks at', async () => {
    const asking = [`昵称 = "${nick}"`, '30天内 评论(内容 含 "zq") >= 1次'];
    for (const when of asking) expect([when, (await simulate(writer, sopOf(when))).status]).toEqual([when, 400]);
    expect((await simulate(writer, sopOf('购买次数 >= 1'))).status).toBe(200);
    const right = await simulate(await world.app.logIn('operator'), sopOf(asking[0] ?? ''));
    expect([right.status, right.last]).toEqual([200, expect.stringContaining('"result"')]);
  });

  it('is not counted when the text is checked', async () => {
    const text = `流程 "问" { 当 昵称 = "${nick}" 每人一次 打标签 "有" }`;
    const check = async (call: Call) => (await call('POST', '/v1/sops/check', { shop_id: world.shop, text })).body;
    expect(rowsOf(await check(await world.app.logIn('operator')), 'already_true')).toMatchObject([{ fans: 1 }]);
    const told = await check(writer);
    expect(told).toMatchObject({ already_true: [], scope: { zh: '甲店 · 没有粉丝' } });
  });

  it('decides on nobody when it is published, and is not copied', async () => {
    const texts = {
      a: sopOf(`昵称 = "${nick}"`).replace('"问"', '"a"'),
      b: sopOf('购买次数 >= 0', '任务 "打招呼" 给 负责人 期限 1天 说明 "{粉丝.昵称}"').replace('"问"', '"b"'),
      c: sopOf('购买次数 >= 0', '设 字段 "副本" = 昵称').replace('"问"', '"c"'),
      d: sopOf('购买次数 >= 0', '发私信 "{粉丝.昵称}，你好"').replace('"问"', '"d"'),
    };
    const reached: Record<string, number> = {};
    for (const [name, text] of Object.entries(texts)) {
      const made = await writer('POST', '/v1/sops', { shop_id: world.shop, text });
      expect(made.status, made.text).toBe(201);
      const published = await writer('POST', `/v1/sops/${String(made.body['id'])}/publish`, { revision: 1 });
      expect(published.status, published.text).toBe(200);
      const { scope } = await world.app.db
        .selectFrom('sop_version')
        .select('scope')
        .where('sop_id', '=', String(made.body['id']))
        .executeTakeFirstOrThrow();
      reached[name] = (scope as { rows: unknown[] }).rows.length;
    }
    // What is sent to a fan is the fan's own, and a task is written anew for each reader, by their rights.
    expect(reached).toEqual({ a: 0, b: 1, c: 0, d: 1 });
  });

  it('is not kept as a tag', async () => {
    const text = `标签 "是谁" 当 昵称 = "${nick}"`;
    const define = (call: Call) => call('POST', '/v1/definitions', { shop_id: world.shop, text });
    expect((await define(writer)).status).toBe(400);
    const sop = await writer('POST', '/v1/sops', { shop_id: world.shop, text: `${text}\n${sopOf('购买次数 >= 0')}` });
    const published = await writer('POST', `/v1/sops/${String(sop.body['id'])}/publish`, { revision: 1 });
    expect(published.status).toBe(400);
    expect((await define(await world.app.logIn('operator'))).status).toBe(204);
  });
});
