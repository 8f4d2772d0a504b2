import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { compileDefinitions } from '@fanloom/server/definition/compile-definitions.js';
import { storeDefinitions } from '@fanloom/server/definition/store-definitions.js';
import { measureScores } from '@fanloom/server/score/measure-scores.js';
import { tellOfTags } from '@fanloom/server/tag/tell-of-tags.js';
import { at, EngineKit } from '../testing/engine-kit.js';
import { lockRuleTags, settle } from './rule-tag.sql.js';
import { sweepTags } from './upkeep.js';

let kit: EngineKit;

beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});

afterEach(() => kit.dispose());

async function define(text: string): Promise<void> {
  const { file } = parse(text);
  const { compiled, problems } = compileDefinitions(file, text, createContext([file], UNKNOWN_CATALOGUE));
  expect(problems).toEqual([]);
  await kit.db.transaction().execute((tx) => storeDefinitions(tx, kit.shop.id, kit.authorId, compiled));
}

/** @returns how many parts were gone through */
async function sweep(): Promise<number> {
  let parts = 0;
  while (await sweepTags(kit.db)) parts++;
  return parts;
}

async function tagsOf(fan: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select t.name from fan_tag c join tag t on t.id = c.tag_id where c.fan_id = ${fan}
    order by t.name collate "C"`.execute(kit.db);
  return rows.map((row) => row.name);
}

async function clockTo(local: string): Promise<void> {
  await sql`update clock set business_at = ${at(local)}`.execute(kit.db);
}

describe('a tag that is kept true', () => {
  it('comes to the fans of now when it is defined, whether or not anything happens', async () => {
    const fan = await kit.happen('小鱼', 'order.pay', { amount: 30_000 });
    await define('标签 "高价值" 当 购买金额 >= 200元');
    expect(await tagsOf(fan)).toEqual([]);
    expect(await sweep()).toBe(1);
    expect(await tagsOf(fan)).toEqual(['高价值']);
    expect(await sweep()).toBe(0);
  });

  it('goes on and off with what fans do', async () => {
    await define('标签 "待首购" 当 曾经 关注 且 从未支付');
    await sweep();
    const fan = await kit.happen('小鱼', 'follow');
    const other = await kit.happen('阿花', 'live.enter');
    await kit.settle();
    expect([await tagsOf(fan), await tagsOf(other)]).toEqual([['待首购'], []]);
    await kit.happen('小鱼', 'order.pay', { amount: 100 });
    await kit.settle();
    expect(await tagsOf(fan)).toEqual([]);
  });

  it('reads of those who carry it only whom it is asked about, also when PostgreSQL does not know yet that many do', async () => {
    const fans = await kit.happenTo(
      Array.from({ length: 2_000 }, (_, no) => `粉丝${String(no)}`),
      'order.pay',
    );
    await sql`
      with other as (
        insert into tag (shop_id, name) select ${kit.shop.id}, '标签' || n from generate_series(1, 20) n returning id
      )
      insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
      select ${kit.shop.id}, f.id, other.id, 'import', now() from fan f cross join other`.execute(kit.db);
    await sql`analyze fan_tag`.execute(kit.db);
    await define('标签 "从没来过" 当 从未进入直播间');
    await sweep();
    await kit.db.transaction().execute(async (tx) => {
      const { id } = await tx.selectFrom('tag').select('id').where('name', '=', '从没来过').executeTakeFirstOrThrow();
      for (const tag of await lockRuleTags(tx, [id])) await settle(tx, tag, fans.slice(0, 20), at('2026-11-23 10:00'));
      const { rows } = await sql<{ read: number }>`
        select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables
        where relname = 'fan_tag'`.execute(tx);
      expect(rows[0]?.read).toBeLessThan(100);
    });
  });

  it('follows other rule tags and the tags that SOPs put on', async () => {
    await define('标签 "乙" 当 有标签 "甲" 且 没有标签 "丙"\n标签 "甲" 当 今天 关注');
    await kit.publish('流程 "记丙" { 当 支付 每人一次 打标签 "丙" }');
    await sweep();
    const fan = await kit.happen('小鱼', 'follow');
    await kit.settle();
    expect(await tagsOf(fan)).toEqual(['乙', '甲']);
    await kit.happen('小鱼', 'order.pay', { amount: 100 });
    await kit.settle();
    expect(await tagsOf(fan)).toEqual(['丙', '甲']);
  });

  it('ends an SOP that leaves by it', async () => {
    await define('标签 "买过" 当 曾经 支付');
    await kit.publish('流程 "等" { 当 关注 每人一次 一旦 有标签 "买过" 就离开 等待3天 }');
    await sweep();
    await kit.happen('小鱼', 'follow');
    await kit.settle();
    const fan = await kit.happen('小鱼', 'order.pay', { amount: 100 });
    await kit.settle();
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'left' }]);
  });

  it('moves at midnight where it counts days', async () => {
    await define('标签 "今天来过" 当 今天 进入直播间');
    const fan = await kit.happen('小鱼', 'live.enter');
    await sweep();
    expect(await tagsOf(fan)).toEqual(['今天来过']);
    await clockTo('2026-11-23 23:59');
    expect([await sweep(), await tagsOf(fan)]).toEqual([0, ['今天来过']]);
    await clockTo('2026-11-24 00:00');
    expect([await sweep(), await tagsOf(fan)]).toEqual([1, []]);
  });

  it('looks at midnight only at those whom time can have moved', async () => {
    await define('标签 "七天没来" 当 7天内没有进入直播间');
    const due = await kit.happen('小鱼', 'live.enter');
    await sweep();
    for (const day of ['2026-11-24', '2026-11-25']) {
      await clockTo(`${day} 00:00`);
      await sweep();
    }
    const notYet = await kit.happen('阿花', 'live.enter');
    await kit.settle();
    // As nothing but a look at this fan would put right.
    await sql`
      insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
      select shop_id, ${notYet}, id, 'rule', business_now() from tag`.execute(kit.db);
    await clockTo('2026-12-01 00:00');
    expect(await sweep()).toBe(1);
    expect([await tagsOf(due), await tagsOf(notYet)]).toEqual([['七天没来'], ['七天没来']]);
    await sql`update rule_tag set swept_at = null`.execute(kit.db);
    await sweep();
    expect(await tagsOf(notYet)).toEqual([]);
  });

  it('follows the bounds and means of scores that are measured anew', async () => {
    await define('标签 "重要价值" 当 价值层级 = "重要价值"');
    const fan = await kit.happen('小鱼', 'order.pay', { amount: 30_000 });
    await kit.settle();
    await sweep();
    expect(await tagsOf(fan)).toEqual([]);
    await sql`update shop set scores_measured_on = null`.execute(kit.db);
    while (await measureScores(kit.db));
    await sweep();
    expect(await tagsOf(fan)).toEqual(['重要价值']);
  });

  it('is told of the tags that it looks at, and of no others', async () => {
    await define('标签 "老友" 当 有标签 "常来"');
    const fan_id = await kit.happen('小鱼', 'follow');
    await kit.settle();
    const now = at('2026-11-23 10:00');
    const change = { shopId: kit.shop.id, id: 'by hand', type: 'tag.add', now } as const;
    const told = async (tag: string) => {
      await kit.db.transaction().execute((tx) => tellOfTags(tx, change, [{ fan_id, tag }]));
      return kit.db.selectFrom('fact_outbox').select(['kind', 'ids', 'detail']).execute();
    };
    expect(await told('别的')).toEqual([]);
    expect(await told('常来')).toEqual([{ kind: 'tag', ids: [fan_id], detail: { tags: ['常来'] } }]);
  });

  it('moves every hour where it counts hours, and where a score fades', async () => {
    await define('评分 "热度" { 进入直播间 20分 减半 每1小时 }\n标签 "正热" 当 评分 "热度" > 10');
    const fan = await kit.happen('小鱼', 'live.enter');
    await sweep();
    expect(await tagsOf(fan)).toEqual(['正热']);
    await clockTo('2026-11-23 11:00');
    expect([await sweep(), await tagsOf(fan)]).toEqual([1, []]);
  });

  it('is looked at again after an import, which may change what no fact tells of', async () => {
    await define('标签 "抖音来的" 当 来源 = "抖音"');
    const fan = await kit.happen('小鱼', 'follow');
    await sweep();
    await sql`update fan_shop set source = '抖音' where fan_id = ${fan}`.execute(kit.db);
    expect(await sweep()).toBe(0);
    await clockTo('2026-11-23 10:05');
    await sql`
      insert into import (shop_id, kind, state, file_name, file_sha256, file_bytes, format, mapping, options, finished_at)
      values (${kit.shop.id}, 'followers', 'done', 'a.csv', '', 0, '{}', '{}', '{}', ${at('2026-11-23 10:05')})`.execute(
      kit.db,
    );
    expect([await sweep(), await tagsOf(fan)]).toEqual([1, ['抖音来的']]);
    expect(await sweep()).toBe(0);
  });

  it('follows its definition, and that of a segment it names', async () => {
    const fan = await kit.happen('小鱼', 'order.pay', { amount: 30_000 });
    await define('分群 "大客" 当 购买金额 >= 200元\n标签 "高价值" 当 属于分群 "大客"');
    await sweep();
    expect(await tagsOf(fan)).toEqual(['高价值']);
    await define('分群 "大客" 当 购买金额 >= 2000元');
    await sweep();
    expect(await tagsOf(fan)).toEqual([]);
    await define('标签 "高价值" 当 购买次数 >= 1');
    await sweep();
    expect(await tagsOf(fan)).toEqual(['高价值']);
    const wordings = await kit.db
      .selectFrom('definition_version')
      .select(['kind', 'name', 'number', 'text'])
      .orderBy('kind')
      .orderBy('number')
      .execute();
    expect(wordings).toEqual([
      { kind: 'rule-tag', name: '高价值', number: 1, text: '属于分群 "大客"' },
      { kind: 'rule-tag', name: '高价值', number: 2, text: '购买次数 >= 1' },
      { kind: 'segment', name: '大客', number: 1, text: '购买金额 >= 200元' },
      { kind: 'segment', name: '大客', number: 2, text: '购买金额 >= 2000元' },
    ]);
  });

  it('is told of what a segment it names hangs on anew', async () => {
    await define('分群 "来过" 当 曾经 进入直播间\n标签 "熟人" 当 属于分群 "来过"');
    await define('分群 "来过" 当 曾经 关注');
    await sweep();
    const fan = await kit.happen('小鱼', 'follow');
    await kit.settle();
    expect(await tagsOf(fan)).toEqual(['熟人']);
    const keys = await kit.db.selectFrom('listen').select('key').where('role', '=', 'keep').orderBy('key').execute();
    expect(keys.map(({ key }) => key)).toEqual(['follow', 'known', 'merge']);
  });

  it('cannot depend on itself', () => {
    const text = '标签 "甲" 当 没有标签 "乙"\n标签 "乙" 当 属于分群 "丙"\n分群 "丙" 当 有标签 "甲"';
    const { file } = parse(text);
    const { problems } = compileDefinitions(file, text, createContext([file], UNKNOWN_CATALOGUE));
    expect([...new Set(problems.map(({ code }) => code))]).toEqual(['SOP204']);
  });
});
