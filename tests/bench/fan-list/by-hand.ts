import type { Pool } from 'pg';

/** One list that is asked for; filters and sorts as in the query of `GET /v1/fans`. */
export interface FanListCase {
  shop: string;
  sort: keyof typeof ORDERS;
  filter?: { spend_min?: number; orders_min?: number; last_watch_after?: string };
}

/** The order, and which rows the first page is of: those without a value come last. */
const ORDERS = {
  '-last_active_at': { by: 'last_active_at desc', has: null },
  '-spend': { by: 'spend desc', has: null },
  '-orders': { by: 'orders desc', has: null },
  '-last_purchase_at': { by: 'last_purchase_at desc nulls last', has: 'last_purchase_at' },
  last_watch_at: { by: 'last_watch_at asc nulls first', has: 'last_watch_at' },
} as const;

const PAGE = 50;
const COUNTED = 10_000;

interface Row {
  fan_id: string;
  spend: number;
}

interface Details {
  fan_id: string;
  phone_mask: string | null;
  owner_name: string | null;
  scores: Record<string, unknown>;
  tags: unknown[] | null;
  sops: unknown[] | null;
}

/**
 * What somebody would write who knows that the asker is staff.
 * @returns the body
 */
export async function listByHand(pool: Pool, sessionId: string, list: FanListCase): Promise<string> {
  return JSON.stringify(await listOfStaff(pool, await staffOf(pool, sessionId), list));
}

/** The shop, page and count at once, then phones, owners, scores, tags and SOPs of the page. */
export async function listOfStaff(pool: Pool, staffId: string, list: FanListCase) {
  const { where, values } = conditionsOf(list, staffId);
  const [shops, items, count] = await Promise.all([
    pool.query<{ now: Date; zone: string }>(`select business_now() as now, zone from shop where id = $1`, [list.shop]),
    pageOf(pool, list, where, values),
    pool.query<{ n: number }>(
      `select count(*)::int as n from (select from fan_shop where ${where.join(' and ')} limit ${String(COUNTED + 1)}) found`,
      values,
    ),
  ]);
  const [shop] = shops.rows;
  if (!shop) throw new Error('There is no such shop');
  const page = items.slice(0, PAGE);
  const details = new Map((await detailsOf(pool, { id: list.shop, ...shop }, page)).map((fan) => [fan.fan_id, fan]));
  const n = count.rows[0]?.n ?? 0;
  return {
    items: page.map((fan) => {
      const { phone_mask, owner_name, scores, tags, sops } = details.get(fan.fan_id) ?? {};
      return { ...fan, phone_mask, owner_name, scores, tags: tags ?? [], sops: sops ?? [] };
    }),
    next_cursor: items.length > PAGE ? page.at(-1)?.fan_id : null,
    count: n > COUNTED ? { value: COUNTED, exact: false } : { value: n, exact: true },
  };
}

/** A page of fans by their rows alone, from a statement that each connection keeps. */
export async function briefOfStaff(pool: Pool, staffId: string, list: FanListCase) {
  const { where, values } = conditionsOf(list, staffId);
  const { rows } = await pool.query<Row>({ name: 'brief', text: pageQuery(where, list.sort, 'is not null'), values });
  return { items: rows.slice(0, PAGE), next_cursor: rows.length > PAGE ? rows.at(-2)?.fan_id : null };
}

async function staffOf(pool: Pool, sessionId: string): Promise<string> {
  const { rows } = await pool.query<{ staff_id: string; rules: unknown }>(
    `select s.id as staff_id, r.rules, s.team_id from session
     join staff s on s.id = session.staff_id and s.active
     join staff_role sr on sr.staff_id = s.id join role r on r.id = sr.role_id
     where session.id = $1 and session.revoked_at is null and session.expires_at > now()
       and session.last_seen_at > now() - interval '12 hours'`,
    [sessionId],
  );
  const staffId = rows[0]?.staff_id;
  if (staffId === undefined) throw new Error('There is no such session');
  return staffId;
}

function conditionsOf({ shop, filter = {} }: FanListCase, staffId: string): { where: string[]; values: unknown[] } {
  const values: unknown[] = [shop, staffId];
  const where = ['shop_id = $1', 'owner_id = $2'];
  const add = (condition: string, value: unknown) => {
    if (value !== undefined) where.push(`${condition} $${String(values.push(value))}`);
  };
  add('spend >=', filter.spend_min);
  add('orders >=', filter.orders_min);
  add('last_watch_at >=', filter.last_watch_after);
  return { where, values };
}

/** One row more than the page; the fans without a value behind all others. */
async function pageOf(pool: Pool, { sort }: FanListCase, where: string[], values: unknown[]): Promise<Row[]> {
  const { rows } = await pool.query<Row>(pageQuery(where, sort, 'is not null'), values);
  if (rows.length > PAGE || ORDERS[sort].has === null) return rows;
  const rest = await pool.query<Row>(pageQuery(where, sort, 'is null'), values);
  return [...rows, ...rest.rows].slice(0, PAGE + 1);
}

/** As `GET /v1/fans` sorts: fans without a value are asked for apart. */
function pageQuery(where: string[], sort: keyof typeof ORDERS, value: 'is null' | 'is not null'): string {
  const { by, has } = ORDERS[sort];
  const conditions = has === null ? where : [...where, `${has} ${value}`];
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const order = value === 'is null' ? `fan_id ${direction}` : `${by}, fan_id ${direction}`;
  return `
    select shop_id, fan_id, nick, owner_id, source, member_level, fan_level, first_follow_at, last_watch_at,
      watch_seconds, last_purchase_at, orders, spend, refunded, last_active_at
    from fan_shop where ${conditions.join(' and ')} order by ${order} limit ${String(PAGE + 1)}`;
}

interface Shop {
  id: string;
  now: Date;
  zone: string;
}

/** By the bounds that a new shop has, from the totals of the row; $3: now, $4: the shop's zone. */
const SCORES = `
  select
    1 + coalesce(width_bucket(last_day - today, array[-180, -90, -30, -7]), 0) as r,
    1 + width_bucket(fs.orders, array[2, 3, 5, 10]) as f,
    1 + width_bucket(fs.spend, array[10000, 50000, 100000, 300000]::bigint[]) as m,
    1 + width_bucket(3 * fs.comments + fs.likes + 5 * fs.shares + fs.gifts / 100.0, array[5, 20, 100, 500]::numeric[]) as i,
    1 + width_bucket(fs.watch_seconds, array[300, 3600, 18000, 72000]::bigint[]) as w
  from (select ($3::timestamptz at time zone $4)::date as today, (fs.last_purchase_at at time zone $4)::date as last_day) days`;

async function detailsOf(pool: Pool, { id, now, zone }: Shop, page: Row[]): Promise<Details[]> {
  const { rows } = await pool.query<Details>(
    `select fs.fan_id, fan.phone_mask, staff.name as owner_name,
      json_build_object('R', r, 'F', f, 'M', m, 'I', i, 'W', w, 'value_tier', case when orders > 0 then
        case (r >= 3)::int::text || (f >= 3)::int::text || (m >= 3)::int::text
          when '111' then '重要价值' when '101' then '重要发展' when '011' then '重要保持' when '001' then '重要挽留'
          when '110' then '一般价值' when '100' then '一般发展' when '010' then '一般保持' else '一般挽留' end
        end) as scores,
      (select json_agg(json_build_object('id', t.id, 'name', t.name, 'dimension', t.dimension) order by c.added_at, t.name)
       from fan_tag c join tag t on t.id = c.tag_id where c.fan_id = fs.fan_id and t.shop_id = fs.shop_id) as tags,
      (select json_agg(json_build_object('id', s.id, 'name', s.name) order by e.entered_at)
       from enrolment e join sop s on s.id = e.sop_id
       where e.fan_id = fs.fan_id and e.shop_id = fs.shop_id and e.state = 'active') as sops
     from fan_shop fs left join fan on fan.id = fs.fan_id left join staff on staff.id = fs.owner_id, lateral (${SCORES}) score
     where fs.shop_id = $1 and fs.fan_id = any($2)`,
    [id, page.map((fan) => fan.fan_id), now, zone],
  );
  return rows;
}
