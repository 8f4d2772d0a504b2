import { type RawBuilder, sql } from 'kysely';
import type { FanEvent, Properties } from '@fanloom/dsl/condition/facts.js';
import { type RowScope, rowsIn } from '../access/rows.js';
import type { Tx } from '../db/database.js';

/** Whose past is read: fans of a shop within somebody's data scope, or one of them. */
export interface Audience {
  shopId: string;
  scope: RowScope;
  /** Null: all of them. */
  fanId: string | null;
}

/** A fan as they are today. Instants in milliseconds. */
export interface FanRow {
  id: string;
  nick: string | null;
  /** Built-in fields by id. */
  fields: Properties;
  custom: Properties;
  tags: { name: string; at: number }[] | null;
  consents: { channel: string; granted: boolean; source: string; at: number }[] | null;
  /** Never to be written to again. */
  suppressed: boolean;
}

const FANS_AT_ONCE = 2000;
const EVENTS_AT_ONCE = 20_000;

export async function countAudience(tx: Tx, audience: Audience): Promise<number> {
  const { rows } = await sql<{ fans: number }>`
    select count(*)::int as fans from fan_shop s where ${isIn(audience)}`.execute(tx);
  return rows[0]?.fans ?? 0;
}

/** Fans by rising id, a page at a time. */
export async function* readFans(tx: Tx, audience: Audience): AsyncGenerator<FanRow[], void> {
  for (let after: string | null = null; ;) {
    const page: FanRow[] = await fansAfter(tx, audience, after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.id ?? null;
    if (page.length < FANS_AT_ONCE) return;
  }
}

async function fansAfter(tx: Tx, audience: Audience, after: string | null): Promise<FanRow[]> {
  const { rows } = await sql<FanRow>`
    select s.fan_id as id, coalesce(s.nick, f.nick) as nick, f.custom, ${fields} as fields,
      (select jsonb_agg(jsonb_build_object('name', t.name, 'at', ${milliseconds(sql`ft.added_at`)}))
        from fan_tag ft join tag t on t.id = ft.tag_id
        where ft.fan_id = s.fan_id and t.shop_id = s.shop_id) as tags,
      (select jsonb_agg(jsonb_build_object('channel', c.channel, 'granted', c.granted, 'source', c.source,
          'at', ${milliseconds(sql`c.at`)}))
        from consent c where c.shop_id = s.shop_id and c.fan_id = s.fan_id) as consents,
      exists (select from fan x join identity i on i.fan_id = x.id join suppression p using (kind, scope, hash)
        where x.root_id = s.fan_id) as suppressed
    from fan_shop s join fan f on f.id = s.fan_id
    where ${isIn(audience)} and (${after}::uuid is null or s.fan_id > ${after}::uuid)
    order by s.fan_id limit ${FANS_AT_ONCE}`.execute(tx);
  return rows;
}

/** Missing values are left out, and so are counters that are 0: what is not there is worked out from what is. */
const fields = sql`jsonb_strip_nulls(jsonb_build_object(
  'nick', coalesce(s.nick, f.nick), 'birthday', f.birthday, 'source', s.source, 'member_level', s.member_level,
  'points', nullif(s.points, 0), 'fan_level', s.fan_level, 'intimacy', s.intimacy,
  'favourite_series', s.favourite_series, 'refill_due', s.refill_due, 'refill_product', s.refill_product,
  'categories', nullif(s.categories, '{}'), 'watch_time', nullif(s.watch_seconds, 0), 'visits', nullif(s.visits, 0),
  'comments', nullif(s.comments, 0), 'likes', nullif(s.likes, 0), 'shares', nullif(s.shares, 0),
  'gifts', nullif(s.gifts, 0), 'orders', nullif(s.orders, 0), 'spend', nullif(s.spend, 0),
  'refunded', nullif(s.refunded, 0),
  'last_watch', ${milliseconds(sql`s.last_watch_at`)}, 'first_follow', ${milliseconds(sql`s.first_follow_at`)},
  'first_purchase', ${milliseconds(sql`s.first_purchase_at`)},
  'last_purchase', ${milliseconds(sql`s.last_purchase_at`)}))
  || case when exists (select from fan x where x.root_id = s.fan_id and x.phone_encrypted is not null) then '{}'
    else '{"phone": null}' end::jsonb`;

export interface EventSpan {
  types: readonly string[];
  /** Null: from the very beginning. */
  since: number | null;
  until: number;
}

interface EventRow {
  fan: string;
  type: string;
  at: number;
  properties: Properties | null;
}

/** Events of the audience, of one fan after the other by rising id, each fan's in the order of time. */
export async function* readEvents(
  tx: Tx,
  audience: Audience,
  { types, since, until }: EventSpan,
): AsyncGenerator<{ fan: string; event: FanEvent }[], void> {
  const from = since === null ? sql`` : sql`and e.happened_at >= ${new Date(since)}`;
  // All rows are wanted, as soon as possible.
  await sql`set local cursor_tuple_fraction = 1`.execute(tx);
  await sql`set local jit = off`.execute(tx);
  await sql`set local work_mem = '64MB'`.execute(tx);
  await sql`
    declare past_events no scroll cursor for
    select s.fan_id as fan, e.type, ${milliseconds(sql`e.happened_at`)} as at,
      nullif(${ownOfOrder(audience.shopId)} || e.properties, '{}') as properties
    from event e join fan f on f.id = e.fan_id join fan_shop s on s.shop_id = e.shop_id and s.fan_id = f.root_id
    where e.shop_id = ${audience.shopId}::uuid and e.type = any(${types}::text[])
      and e.happened_at <= ${new Date(until)} ${from} and ${isIn(audience)}
    order by s.fan_id, e.happened_at, e.id`.execute(tx);
  for (;;) {
    const { rows } = await sql<EventRow>`fetch ${sql.lit(EVENTS_AT_ONCE)} from past_events`.execute(tx);
    if (rows.length === 0) return;
    yield rows.map(({ fan, type, at, properties }) => ({
      fan,
      event: { type, happenedAt: at, properties: properties ?? NOTHING },
    }));
  }
}

const NOTHING: Properties = {};

/** What the order of event `e` says in the shop's own fields, where the shop has any, as conditions read it. */
function ownOfOrder(shopId: string): RawBuilder<unknown> {
  return sql`coalesce(case when e.type like 'order.%'
      and exists (select from custom_field where shop_id = ${shopId}::uuid and subject = 'order')
    then (select o.custom from shop p join shop_order o on o.platform = p.platform and o.shop_id = p.id
      where p.id = ${shopId}::uuid and o.number = e.properties ->> 'order') end, '{}')`;
}

function isIn({ shopId, scope, fanId }: Audience): RawBuilder<boolean> {
  const one = fanId === null ? sql`true` : sql`s.fan_id = (select root_id from fan where id = ${fanId}::uuid)`;
  return sql`(s.shop_id = ${shopId}::uuid and ${one} and ${rowsIn(scope, 'fan_shop', 's')})`;
}

function milliseconds(instant: RawBuilder<unknown>): RawBuilder<number> {
  return sql`floor(extract(epoch from ${instant}) * 1000)::float8`;
}
