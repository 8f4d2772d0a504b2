import type { FanEvent, FanFacts, Json, Moment } from '@fanloom/dsl/condition/facts.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import { compileCondition } from '../compile.js';
import type { ConditionContext } from '../context.js';
import type { Fragment, World, WorldEvent, WorldFan } from './world.arbitrary.js';

/** Rows that every world shares. */
export const SHOP = '00000000-0000-7000-8000-00000000a001';
const OTHER_SHOP = '00000000-0000-7000-8000-00000000a002';
const OWNER = '00000000-0000-7000-8000-00000000b001';

const id = (group: number, no: number) =>
  `00000000-0000-7000-${(0x8000 + group).toString(16)}-${no.toString(16).padStart(12, '0')}`;
export const fanId = (fan: number, fragment = 0) => id(1, fan * 16 + fragment);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

export async function insertShops(tx: Tx): Promise<void> {
  await sql`
    insert into shop (id, name) values (${SHOP}, '小店'), (${OTHER_SHOP}, '别家');
  `.execute(tx);
  await sql`insert into staff (id, login, name) values (${OWNER}, 'ab', 'ab')`.execute(tx);
  await sql`insert into tag (shop_id, name) select id, tag from shop, unnest(array['老客', 'VIP']) tag`.execute(tx);
}

/** Writes the world into an empty database, as imports and ingestion would. */
export async function insertWorld(tx: Tx, { fans, zone }: World): Promise<void> {
  const fragments = fans.flatMap((fan, no) =>
    fan.fragments.map((fragment, index) => ({ ...fragment, id: fanId(no, index), root_id: fanId(no) })),
  );
  await sql`
    insert into fan (id, root_id, nick, birthday, phone_encrypted, custom)
    select id, root_id, nick, birthday, case when phone then '\\x00'::bytea end, custom
    from jsonb_to_recordset(${JSON.stringify(fragments)}::jsonb)
      as f(id uuid, root_id uuid, nick text, birthday date, phone boolean, custom jsonb)`.execute(tx);
  await insertShopRows(tx, fans);
  await insertTags(tx, fans);
  await insertOrders(tx, fans);
  await insertEvents(tx, fans, zone);
}

async function insertOrders(tx: Tx, fans: WorldFan[]): Promise<void> {
  const rows = fans.map(({ ordered }, no) => ({ number: `A${String(no)}`, fan_id: fanId(no), custom: ordered }));
  await sql`
    insert into shop_order (shop_id, platform, number, fan_id, status, status_at, custom)
    select ${SHOP}, 'taobao', number, fan_id, 'paid', now(), custom
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o(number text, fan_id uuid, custom jsonb)`.execute(tx);
}

/** An event of an order names it. */
function propertiesOf({ type, properties }: Pick<WorldEvent, 'type' | 'properties'>, fan: number) {
  return type.startsWith('order.') ? { ...properties, order: `A${String(fan)}` } : properties;
}

async function insertShopRows(tx: Tx, fans: WorldFan[]): Promise<void> {
  const rows = fans.flatMap(({ shop }, no) =>
    shop
      ? {
          ...shop,
          shop_id: SHOP,
          fan_id: fanId(no),
          owner_id: shop.owned ? OWNER : null,
          first_purchase_at: iso(shop.first_purchase_at),
          last_purchase_at: iso(shop.last_purchase_at),
          last_watch_at: iso(shop.last_watch_at),
          points: 0,
        }
      : [],
  );
  const columns = sql.raw(`shop_id, fan_id, owner_id, nick, source, member_level, favourite_series, categories, visits,
    orders, spend, refunded, watch_seconds, fan_level, first_purchase_at, last_purchase_at, last_watch_at, refill_due,
    points, comments, likes, shares, gifts`);
  await sql`insert into fan_shop (${columns})
    select ${columns} from jsonb_populate_recordset(null::fan_shop, ${JSON.stringify(rows)}::jsonb)`.execute(tx);
}

async function insertTags(tx: Tx, fans: WorldFan[]): Promise<void> {
  const rows = fans.flatMap(({ tags, tagsElsewhere }, no) => [
    ...tags.map((name) => ({ shop_id: SHOP, fan_id: fanId(no), name })),
    ...tagsElsewhere.map((name) => ({ shop_id: OTHER_SHOP, fan_id: fanId(no), name })),
  ]);
  await sql`
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select shop_id, fan_id, tag.id, 'test', now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(shop_id uuid, fan_id uuid, name text)
    join tag using (shop_id, name)`.execute(tx);
}

async function insertEvents(tx: Tx, fans: WorldFan[], zone: string): Promise<void> {
  const rows = fans.flatMap(({ events, fragments }, no) =>
    events.map((event, index) => ({
      id: id(2, no * 256 + index),
      shop_id: event.elsewhere ? OTHER_SHOP : SHOP,
      fan_id: fanId(no, event.fragment % fragments.length),
      type: event.type,
      happened_at: iso(event.happened_at),
      properties: propertiesOf(event, no),
    })),
  );
  await sql`
    insert into event (id, shop_id, fan_id, type, happened_at, arrived_at, source, properties)
    select id, shop_id, fan_id, type, happened_at, now(), 'test', properties
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as e(id uuid, shop_id uuid, fan_id uuid, type text, happened_at timestamptz, properties jsonb)`.execute(tx);
  await sql`
    insert into fan_day (fan_id, shop_id, type, day, n, amount, seconds)
    select fan_id, shop_id, type, (happened_at at time zone ${zone})::date, count(*),
      coalesce(sum((properties ->> 'amount')::bigint), 0), coalesce(sum((properties ->> 'duration')::bigint), 0)
    from event group by 1, 2, 3, 4`.execute(tx);
}

/** The condition's answer for every fan of the world, from the database, which is asked of each or of all together. */
export async function askDatabase(
  tx: Tx,
  condition: Condition,
  world: World,
  segments: Record<string, Condition>,
  how: Pick<ConditionContext, 'asked'> = {},
): Promise<boolean[]> {
  const rows = world.fans.map(({ entry, looking }, no) => ({
    fan_id: fanId(no),
    happened_at: iso(entry?.happened_at ?? null),
    properties: entry && { ...entry.properties, order: `A${String(no)}` },
    looking_type: looking?.type,
    looking_properties: looking && propertiesOf(looking, no),
  }));
  const holds = compileCondition(condition, {
    fan: sql.ref('f.fan_id'),
    shop: sql`${SHOP}::uuid`,
    now: sql`${iso(world.now)}::timestamptz`,
    zone: sql`${world.zone}::text`,
    fanShop: 's',
    entry: { happenedAt: sql.ref('f.happened_at'), properties: sql.ref('f.properties') },
    event: { type: sql.ref('f.looking_type'), properties: sql.ref('f.looking_properties') },
    segments,
    scores: world.scores,
    ...how,
  });
  const from = sql`
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(fan_id uuid, happened_at timestamptz,
      properties jsonb, looking_type text, looking_properties jsonb)
    left join fan_shop s on s.shop_id = ${SHOP} and s.fan_id = f.fan_id`;
  if (how.asked === 'of-all') {
    const found = await sql<{ fan_id: string }>`select f.fan_id ${from} where ${holds}`.execute(tx);
    const fans = new Set(found.rows.map((row) => row.fan_id));
    return world.fans.map((_, no) => fans.has(fanId(no)));
  }
  const result = await sql<{ holds: boolean }>`select ${holds} as holds ${from} order by f.fan_id`.execute(tx);
  return result.rows.map((row) => row.holds);
}

/** The same fan as the evaluator in memory sees it. */
export function factsOf({ shop, fragments, tags, events, ordered }: WorldFan): FanFacts {
  const { owned = false, watch_seconds, first_purchase_at, last_purchase_at, last_watch_at, ...same } = shop ?? {};
  return {
    fields: {
      ...same,
      shop: '小店',
      nick: shop?.nick || firstOf(fragments, ({ nick }) => nick || null),
      birthday: firstOf(fragments, ({ birthday }) => birthday),
      phone: fragments.some(({ phone }) => phone) ? '138****4021' : null,
      watch_time: watch_seconds ?? 0,
      first_purchase: first_purchase_at ?? null,
      last_purchase: last_purchase_at ?? null,
      last_watch: last_watch_at ?? null,
      owner: owned ? 'ab' : null,
    },
    custom: Object.fromEntries(
      fragments.flatMap(({ custom }) =>
        Object.keys(custom).map((name) => [name, firstOf(fragments, (fragment) => ownOf(fragment.custom, name))]),
      ),
    ),
    tags: new Set(tags),
    events: events.filter((event) => !event.elsewhere).map((event) => toEvent(event, ordered)),
  };
}

function firstOf(fragments: Fragment[], value: (fragment: Fragment) => Json): Json {
  return fragments.map(value).find((found) => found !== null) ?? null;
}

function ownOf(record: Record<string, Json>, name: string): Json {
  return (Object.hasOwn(record, name) ? record[name] : null) ?? null;
}

function toEvent({ type, happened_at, properties }: WorldEvent, ordered: WorldFan['ordered']): FanEvent {
  return { type, happenedAt: happened_at, properties: withOrder(type, properties, ordered) };
}

/** What an event does not say itself its order says. */
function withOrder(type: string, properties: Record<string, Json>, ordered: WorldFan['ordered']) {
  return type.startsWith('order.') ? { ...ordered, ...properties } : properties;
}

export function momentOf(fan: WorldFan, world: World, segments: Record<string, Condition>): Moment {
  const { entry, looking, ordered } = fan;
  return {
    now: world.now,
    zone: world.zone,
    ...(entry && { entry: { happenedAt: entry.happened_at, properties: { ...ordered, ...entry.properties } } }),
    ...(looking && {
      event: {
        type: looking.type,
        properties: withOrder(looking.type, looking.properties, ordered),
        happenedAt: world.now,
      },
    }),
    segments,
    scores: world.scores,
  };
}
