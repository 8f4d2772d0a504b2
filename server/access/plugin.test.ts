import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { DB } from '../db/generated/schema.js';
import { abilityOf } from './ability.js';
import { AccessPlugin } from './plugin.js';
import type { Rule } from './rules.js';
import { trust } from './trusted.js';

const shop = '11111111-1111-7111-8111-111111111111';
const me = '22222222-2222-7222-8222-222222222222';
const other = '33333333-3333-7333-8333-333333333333';

function database(...rules: (Partial<Rule> & Pick<Rule, 'subject' | 'rows'>)[]): Kysely<DB> {
  const full = rules.map((rule) => ({ actions: ['read' as const], masked: [], hidden: [], find: [], ...rule }));
  return new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new AccessPlugin(abilityOf([{ staffId: me, shopIds: [shop], teamIds: [], rules: full }]))],
  });
}

const own = database({ subject: 'fan', rows: 'own', actions: ['read', 'create', 'update', 'delete'] });
const ofShop = database({ subject: 'tag', rows: 'shop', actions: ['read', 'create', 'update'] });

describe('reading', () => {
  it('replaces a table by what may be read of it', () => {
    const shops = database({ subject: 'shop', rows: 'shop' });
    expect(shops.selectFrom('live_session').select('name').where('name', '=', 'x').compile().sql).toBe(
      'select "name" from (select "live_session"."id", "live_session"."shop_id", "live_session"."name",' +
        ' "live_session"."started_at" from "public"."live_session" where (("live_session"."shop_id" = $1::uuid))' +
        ') as "live_session" where "name" = $2',
    );
  });

  it('shows no row of a subject without a rule', () => {
    expect(ofShop.selectFrom('fan_shop').selectAll().compile().sql).toContain('where false) as "fan_shop"');
  });

  it('keeps the alias', () => {
    expect(ofShop.selectFrom('tag as t').select('t.name').compile().sql).toMatch(
      /^select "t"."name" from \(.*\) as "t"$/,
    );
  });

  it.each([
    [
      'join',
      own
        .selectFrom('clock')
        .innerJoin('fan_shop', (join) => join.onTrue())
        .select('spend'),
    ],
    ['subquery', own.selectFrom(own.selectFrom('fan_shop').select('spend').as('x')).select('spend')],
    ['expression', own.selectNoFrom((eb) => eb.selectFrom('fan_shop').select('spend').as('x'))],
    [
      'exists',
      own
        .selectFrom('clock')
        .select('speed')
        .where((eb) => eb.exists(eb.selectFrom('fan_shop').select('spend'))),
    ],
    ['union', own.selectFrom('fan_shop').select('spend').union(own.selectFrom('fan_shop').select('spend'))],
    ['aggregate', own.selectFrom('fan_shop').select((eb) => eb.fn.max('spend').as('most'))],
    [
      'common table expression',
      own
        .with('x', (db) => db.selectFrom('fan_shop').select('spend'))
        .selectFrom('x')
        .selectAll(),
    ],
    [
      'lateral',
      own
        .selectFrom('clock')
        .innerJoinLateral(
          (eb) => eb.selectFrom('fan_shop').select('spend').as('x'),
          (join) => join.onTrue(),
        )
        .select('x.spend'),
    ],
  ])('reaches a table in a %s', (_, query) => {
    const text = query.compile().sql;
    const governedReads = text.match(/"public"\."fan_shop" where \(\("fan_shop"\."shop_id" = \$\d::uuid/g)?.length ?? 0;
    expect(governedReads).toBeGreaterThan(0);
    expect(text.match(/from "fan_shop"|join "fan_shop"/g)).toBeNull();
  });

  it('takes a common table expression for the table of its name, but not inside itself', () => {
    const text = own
      .with('fan_shop', (db) => db.selectFrom('fan_shop').select('spend'))
      .selectFrom('fan_shop')
      .select('spend')
      .compile().sql;
    expect(text.match(/"public"\."fan_shop"/g)).toHaveLength(1);
    expect(text).toMatch(/\) select "spend" from "fan_shop" as "fan_shop"$/);
  });

  it('lets a recursive expression see itself', () => {
    const text = own
      .withRecursive('fan_shop', (db) => db.selectFrom('fan_shop').select('fan_shop.spend'))
      .selectFrom('fan_shop')
      .select('fan_shop.spend')
      .compile().sql;
    expect(text).not.toContain('public');
  });

  it('asks for the real tables when a scope is told through another table', () => {
    const text = own.selectFrom('fan_tag').select('tag_id').compile().sql;
    expect(text).toContain('from "public"."fan" as scope_fan join "public"."fan_shop" as scope_shop');
  });

  it('asks for the row of another table that a row belongs to', () => {
    const sops = database({ subject: 'sop', rows: 'shop' });
    expect(sops.selectFrom('lane').select('no').compile().sql).toMatch(
      /where \(exists \(select from "public"\."run" as "scope_run"\s+where "scope_run"\."id" = "lane"\."run_id" and \(\("scope_run"\."shop_id" = \$\d::uuid/,
    );
  });

  it('lets an expression see the ones before it', () => {
    const text = own
      .with('fan_shop', (db) => db.selectFrom('fan_shop').select('spend'))
      .with('more', (db) => db.selectFrom('fan_shop').select('spend'))
      .selectFrom('more')
      .selectAll()
      .compile().sql;
    expect(text.match(/"public"\."fan_shop"/g)).toHaveLength(1);
    expect(text).toContain('"more" as (select "spend" from "fan_shop" as "fan_shop")');
  });

  it('never shows a secret', () => {
    const it = database({ subject: 'staff', rows: 'all' });
    expect(it.selectFrom('staff').selectAll().compile().sql).toContain(
      'case when false then "staff"."password_hash" end as "password_hash"',
    );
  });

  it('shows the mask of a masked field and nothing of a hidden one', () => {
    const masked = database({ subject: 'fan', rows: 'shop', masked: ['nick', 'phone'], hidden: ['email'] });
    const text = masked.selectFrom('fan').selectAll().compile().sql;
    expect(text).toContain(`left("fan"."nick", 1) || '**' as "nick"`);
    expect(text).toContain('case when false then "fan"."phone_encrypted" end');
    expect(text).toContain('"fan"."phone_mask", case when false');
    expect(text).toContain('case when false then "fan"."email_mask" end as "email_mask"');
  });

  it('shows the fields of one role only in the rows of that role', () => {
    const two = database({ subject: 'fan', rows: 'own' }, { subject: 'fan', rows: 'shop', hidden: ['spend'] });
    const text = two.selectFrom('fan_shop').select('spend').compile().sql;
    expect(text).toMatch(
      /case when \(\("fan_shop"\."shop_id" = \$\d::uuid and "fan_shop"\."owner_id" = \$\d::uuid\)\) then "fan_shop"\."spend" end as "spend"/,
    );
  });

  it('lets trusted SQL pass', () => {
    expect(
      own
        .selectFrom('clock')
        .select(trust(sql<number>`1 + 1`).as('two'))
        .compile().sql,
    ).toContain('1 + 1');
  });
});

describe('what is refused', () => {
  const closed = (name: 'session' | 'fan_key' | 'identity') => own.selectFrom(name).selectAll();
  it.each([
    ['closed table', () => closed('session').compile()],
    [
      'closed table in a subquery',
      () =>
        own
          .selectFrom('clock')
          .select((eb) => eb.exists(closed('fan_key')).as('x'))
          .compile(),
    ],
    [
      'raw select',
      () =>
        own
          .selectFrom('clock')
          .select(sql`(select 1 from fan)`.as('x'))
          .compile(),
    ],
    [
      'raw table',
      () =>
        own
          .selectFrom(sql<{ id: string }>`fan`.as('f'))
          .select('f.id')
          .compile(),
    ],
    [
      'raw order',
      () =>
        own
          .selectFrom('fan_shop')
          .select('spend')
          .orderBy(sql`spend`)
          .compile(),
    ],
    ['schema', () => own.withSchema('public').selectFrom('fan').selectAll().compile()],
    [
      'function that runs SQL',
      () =>
        own
          .selectFrom('clock')
          .select((eb) => eb.fn('query_to_xml', [eb.val('select 1')]).as('x'))
          .compile(),
    ],
    [
      'merge',
      () => own.mergeInto('fan_shop').using('fan', 'fan.id', 'fan_shop.fan_id').whenMatched().thenDelete().compile(),
    ],
    [
      'upsert',
      () =>
        ofShop
          .insertInto('tag')
          .values({ shop_id: shop, name: 'x' })
          .onConflict((c) => c.doNothing())
          .compile(),
    ],
    [
      'several rows',
      () =>
        ofShop
          .insertInto('tag')
          .values([
            { shop_id: shop, name: 'x' },
            { shop_id: shop, name: 'y' },
          ])
          .compile(),
    ],
    [
      'computed shop',
      () =>
        ofShop
          .insertInto('tag')
          .values((eb) => ({ shop_id: eb.fn.coalesce(eb.val(shop)), name: 'x' }))
          .compile(),
    ],
    ['write to an open table', () => own.updateTable('clock').set({ speed: 2 }).compile()],
    ['write of a key', () => own.updateTable('fan_shop').set({ fan_id: other }).compile()],
    ['write of a secret', () => own.updateTable('fan').set({ phone_encrypted: null }).compile()],
    [
      'copy of a secret',
      () =>
        own
          .updateTable('fan')
          .set((eb) => ({ nick: eb.cast<string>('phone_encrypted', 'text') }))
          .compile(),
    ],
    [
      'copy of a secret by a subquery',
      () =>
        own
          .updateTable('fan')
          .set((eb) => ({
            nick: eb.selectFrom('clock').select(eb.cast<string>('fan.phone_encrypted', 'text').as('x')),
          }))
          .compile(),
    ],
    [
      'copy of a whole row',
      () =>
        own
          .updateTable('fan')
          .set((eb) => ({ nick: eb.cast<string>(eb.ref('fan' as 'nick'), 'text') }))
          .compile(),
    ],
    ['write in a schema', () => own.withSchema('public').deleteFrom('fan').compile()],
    ['delete from two tables', () => own.deleteFrom(['fan', 'fan_shop']).compile()],
    ['update from', () => own.updateTable('fan_shop').from('fan').set({ spend: 1 }).compile()],
    ['delete using', () => own.deleteFrom('fan_shop').using('fan').compile()],
    [
      'raw end of a write',
      () =>
        own
          .deleteFrom('fan_shop')
          .modifyEnd(sql`limit 1`)
          .compile(),
    ],
    [
      'computed returning',
      () =>
        own
          .deleteFrom('fan_shop')
          .returning((eb) => eb.fn.coalesce('spend', eb.val(0)).as('x'))
          .compile(),
    ],
    ['schema change', () => own.schema.dropTable('fan').compile()],
  ])('%s', (_, query) => {
    expect(query).toThrow();
  });

  it('a closed table by its name', () => {
    expect(() => closed('session').compile()).toThrow('The table session is closed');
  });

  it('a table nobody has registered', () => {
    const db = own.withTables<{ pg_authid: { rolname: string } }>();
    expect(() => db.selectFrom('pg_authid').selectAll().compile()).toThrow('no stated right');
  });
});

describe('writing', () => {
  it('updates only rows that are readable, granted, and stay so', () => {
    const text = own.updateTable('fan_shop').set({ owner_id: other }).where('spend', '>', 5).compile();
    expect(text.sql).toMatch(
      /^update "fan_shop" set "owner_id" = \$1 where \("fan_shop"\."shop_id", "fan_shop"\."fan_id"\) in \(select "shop_id", "fan_id" from \(select .* from "public"\."fan_shop" where .*\) as "fan_shop" where "spend" > \$4\) and .*"fan_shop"\."owner_id" = \$6::uuid.* and .* and \$8::uuid = \$9::uuid/,
    );
  });

  it('deletes nothing without the right', () => {
    expect(ofShop.deleteFrom('tag').where('name', '=', 'x').compile().sql).toMatch(/ and false$/);
  });

  it('inserts only what would be granted', () => {
    const text = ofShop.insertInto('tag').values({ shop_id: shop, name: 'x' }).compile().sql;
    expect(text).toBe('insert into "tag" ("shop_id", "name") (select $1, $2 where (($3::uuid = $4::uuid)))');
  });

  it('inserts of a select only the rows that would be granted', () => {
    const chosen = ofShop.selectFrom('tag').select(['shop_id', 'name']);
    const text = ofShop.insertInto('tag').columns(['shop_id', 'name']).expression(chosen).compile().sql;
    expect(text).toMatch(
      /^insert into "tag" \("shop_id", "name"\) \(select "shop_id", "name" from \(.*\) as inserted \("shop_id", "name"\) where \(\("inserted"\."shop_id" = \$\d::uuid\)\)\)$/,
    );
  });

  it('copies a column that is shown', () => {
    const text = own
      .updateTable('fan_shop')
      .set((eb) => ({ visits: eb.ref('orders') }))
      .compile().sql;
    expect(text).toContain('set "visits" = "orders"');
  });

  it('returns only what may be read', () => {
    const blind = database({ subject: 'tag', rows: 'shop', actions: ['create'] });
    const text = blind.insertInto('tag').values({ shop_id: shop, name: 'x' }).returning('id').compile().sql;
    expect(text).toMatch(/returning case when false then "tag"."id" end as "id"$/);
  });
});
