import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { database, other, shop } from './testing/compiling.js';
import { trust } from './trusted.js';

const own = database([{ subject: 'fan', rows: 'own', actions: ['read', 'create', 'update', 'delete'] }]);
const ofShop = database([{ subject: 'tag', rows: 'shop', actions: ['read', 'create', 'update'] }]);

describe('reading', () => {
  it('replaces a table by what may be read of it', () => {
    const shops = database([{ subject: 'shop', rows: 'shop' }]);
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
    const sops = database([{ subject: 'sop', rows: 'shop' }]);
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

  it('asks for one of several shops, and where rows of every shop have none, for those, too', () => {
    const all = database(
      [
        { subject: 'tag', rows: 'shop' },
        { subject: 'staff', rows: 'shop' },
      ],
      [shop, other],
    );
    expect(all.selectFrom('tag').select('name').compile().sql).toContain('"tag"."shop_id" = any($1::uuid[])');
    expect(all.selectFrom('staff_role').select('id').compile().sql).toContain(
      '("staff_role"."shop_id" = any($1::uuid[]) or "staff_role"."shop_id" is null)',
    );
  });

  it('never shows a secret', () => {
    const it = database([{ subject: 'staff', rows: 'all' }]);
    expect(it.selectFrom('staff').selectAll().compile().sql).toContain(
      'case when false then "staff"."password_hash" end as "password_hash"',
    );
  });

  it('shows the mask of a masked field and nothing of a hidden one', () => {
    const masked = database([{ subject: 'fan', rows: 'shop', masked: ['nick', 'phone'], hidden: ['email'] }]);
    const text = masked.selectFrom('fan').selectAll().compile().sql;
    expect(text).toContain(`left("fan"."nick", 1) || '**' as "nick"`);
    expect(text).toContain('case when false then "fan"."phone_encrypted" end');
    expect(text).toContain('"fan"."phone_mask", case when false');
    expect(text).toContain('case when false then "fan"."email_mask" end as "email_mask"');
  });

  it('shows the fields of one role only in the rows of that role', () => {
    const two = database([
      { subject: 'fan', rows: 'own' },
      { subject: 'fan', rows: 'shop', hidden: ['spend'] },
    ]);
    const text = two.selectFrom('fan_shop').select('spend').compile().sql;
    expect(text).toMatch(
      /case when \(\("fan_shop"\."shop_id" = \$\d::uuid and "fan_shop"\."owner_id" = \$\d::uuid\)\) then "fan_shop"\."spend" end as "spend"/,
    );
  });

  it('shows a mask wherever the field is shown or masked', () => {
    const two = database([
      { subject: 'fan', rows: 'own' },
      { subject: 'fan', rows: 'shop', masked: ['phone'] },
    ]);
    expect(two.selectFrom('fan').select('phone_mask').compile().sql).toContain(', "fan"."phone_mask",');
  });

  it('shows a key of an object only where one role shows the key and the object', () => {
    const two = database([
      { subject: 'fan', rows: 'own', hidden: ['custom.a'] },
      { subject: 'fan', rows: 'shop', hidden: ['custom'] },
    ]);
    expect(two.selectFrom('fan').select('custom').compile().sql).toMatch(
      /array\[case when false then null else \$\d::text end\]/,
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
    const blind = database([{ subject: 'tag', rows: 'shop', actions: ['create'] }]);
    const text = blind.insertInto('tag').values({ shop_id: shop, name: 'x' }).returning('id').compile().sql;
    expect(text).toMatch(/returning case when false then "tag"."id" end as "id"$/);
  });

  it('changes no row for the sake of a field that is not shown', () => {
    const blind = database([{ subject: 'fan', rows: 'shop', actions: ['read', 'update'], hidden: ['spend'] }]);
    expect(blind.updateTable('fan_shop').set({ spend: 1 }).compile().sql).toMatch(/ and false and false$/);
    expect(blind.updateTable('fan_shop').set({ visits: 1 }).compile().sql).not.toMatch(/false$/);
  });

  it('returns all that may be read, and under the names that are asked for', () => {
    const all = own.deleteFrom('fan').returningAll().compile().sql;
    expect(all).toContain('case when false then "fan"."phone_encrypted" end as "phone_encrypted"');
    expect(all).toMatch(/end as "nick"/);
    expect(ofShop.updateTable('tag').set({ name: 'x' }).returning('name as new_name').compile().sql).toMatch(
      / "tag"\."name" end as "new_name"$/,
    );
  });

  it('returns the mask of a masked field, and of readable rows only', () => {
    const masked = database([{ subject: 'fan', rows: 'own', actions: ['read', 'update'], masked: ['nick'] }]);
    const text = masked.updateTable('fan_shop').set({ visits: 1 }).returning('nick').compile().sql;
    expect(text).toMatch(
      /returning case when false then .* when \(\("fan_shop"\."shop_id" = .*\) then left\(.*\) .*end as "nick"$/,
    );
  });
});
