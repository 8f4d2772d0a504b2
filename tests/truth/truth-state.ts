import { type RawBuilder, sql } from 'kysely';
import { RFM_NAMES } from '@fanloom/dsl/condition/rfm.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { compileCondition } from '@fanloom/server/condition/compile.js';
import { type ConditionContext, scopeOf } from '@fanloom/server/condition/context.js';
import { fieldColumn } from '@fanloom/server/condition/field.js';
import type { Db } from '@fanloom/server/db/database.js';
import type { IngestShop } from '@fanloom/server/event/ingest-shop.js';
import { scoresOf } from '@fanloom/server/score/score-settings.js';

/** What is true of the fans, in the data's own words: ids are of the order in which fans were heard of. */
export type Truth = Record<string, unknown[]>;

/** @param nameOf an identity by `kind scope hash` */
export async function readTruth(
  db: Db,
  shops: readonly IngestShop[],
  nameOf: ReadonlyMap<string, string>,
): Promise<Truth> {
  const names = await readNames(db, nameOf);
  const byName = async (statement: RawBuilder<Record<string, unknown>>) => {
    const { rows } = await statement.execute(db);
    return sorted(rows.map((row) => ({ ...row, fan: names.get(String(row['fan'])) ?? row['fan'] })));
  };
  const truth: Truth = {
    fans: await byName(sql`
      select f.id as fan, f.phone_mask is not null as phone, f.email_mask is not null as email, g.blocked
      from fan f left join fan_guard g on g.fan_id = f.id where f.id = f.root_id`),
    totals: await byName(sql`
      select s.fan_id as fan, shop.name as shop, s.nick, nick_at, visits, comments, likes, shares, gifts, watch_seconds,
        orders, spend, refunded, categories, first_follow_at, last_watch_at, first_purchase_at, last_purchase_at,
        last_active_at, favourite_series, refill_due, refill_product
      from fan_shop s join shop on shop.id = s.shop_id`),
    days: await byName(sql`
      select f.root_id as fan, d.shop_id, d.type, d.day, sum(d.n) as n, sum(d.amount) as amount, sum(d.seconds) as seconds
      from fan_day d join fan f on f.id = d.fan_id group by 1, 2, 3, 4`),
    orders: await byName(sql`
      select f.root_id as fan, shop_id, number, status, status_at, payable, paid, refunded, quantity, ordered_at, paid_at
      from shop_order o join fan f on f.id = o.fan_id`),
    consent: await byName(sql`select fan_id as fan, shop_id, channel, granted, source, at from consent`),
    tags: await byName(sql`select c.fan_id as fan, t.shop_id, t.name from fan_tag c join tag t on t.id = c.tag_id`),
    coupons: await byName(sql`
      select f.root_id as fan, i.code, i.used_at from coupon_issue i join fan f on f.id = i.fan_id`),
  };
  for (const shop of shops) {
    truth[`groups of ${shop.id}`] = await byName(await groups(db, shop));
  }
  return truth;
}

/** All identities of a fan, by root. */
async function readNames(db: Db, nameOf: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const { rows } = await sql<{ fan: string; keys: string[] }>`
    select f.root_id as fan, array_agg(i.kind || ' ' || i.scope || ' ' || encode(i.hash, 'hex')) as keys
    from identity i join fan f on f.id = i.fan_id group by 1`.execute(db);
  return new Map(
    rows.map(({ fan, keys }) => [
      fan,
      keys
        .map((key) => nameOf.get(key) ?? key)
        .sort()
        .join(' '),
    ]),
  );
}

/** Scores of every fan of the shop, and the segments that they belong to. */
async function groups(db: Db, shop: IngestShop): Promise<RawBuilder<Record<string, unknown>>> {
  const segments = await db
    .selectFrom('segment')
    .select(['name', 'condition'])
    .where('shop_id', '=', shop.id)
    .orderBy('name')
    .$castTo<{ name: string; condition: Condition }>()
    .execute();
  const { score_thresholds } = await db
    .selectFrom('shop')
    .select('score_thresholds')
    .where('id', '=', shop.id)
    .executeTakeFirstOrThrow();
  const context: ConditionContext = {
    fan: sql.ref('s.fan_id'),
    shop: sql`${shop.id}::uuid`,
    now: sql`(select business_now())`,
    zone: sql`${shop.zone}::text`,
    fanShop: 's',
    entry: null,
    event: null,
    segments: Object.fromEntries(segments.map(({ name, condition }) => [name, condition])),
    scores: scoresOf(score_thresholds),
  };
  const scores = [...RFM_NAMES, 'value_tier'].map(
    (name) => sql`${fieldColumn(name, scopeOf(context))} as ${sql.ref(name)}`,
  );
  const members = segments.map(
    ({ name, condition }) => sql`${compileCondition(condition, context)} as ${sql.ref(name)}`,
  );
  return sql`select s.fan_id as fan, ${sql.join([...scores, ...members])} from fan_shop s where s.shop_id = ${shop.id}`;
}

function sorted(rows: unknown[]): unknown[] {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .map((row): unknown => JSON.parse(row));
}
