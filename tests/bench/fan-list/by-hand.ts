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

/** What somebody would write who knows that the asker is staff: session, thresholds, page, tags, SOPs, count. @returns the body */
export async function listByHand(
  pool: Pool,
  sessionId: string,
  { shop, sort, filter = {} }: FanListCase,
): Promise<string> {
  const session = await pool.query<{ staff_id: string; rules: unknown }>(
    `select s.id as staff_id, r.rules, s.team_id from session
     join staff s on s.id = session.staff_id and s.active
     join staff_role sr on sr.staff_id = s.id join role r on r.id = sr.role_id
     where session.id = $1 and session.revoked_at is null and session.expires_at > now()
       and session.last_seen_at > now() - interval '12 hours'`,
    [sessionId],
  );
  const staffId = session.rows[0]?.staff_id;
  if (staffId === undefined) throw new Error('There is no such session');

  const shops = await pool.query<{ thresholds: number[] }>(
    `select score_thresholds -> 'M' as thresholds from shop where id = $1`,
    [shop],
  );
  const thresholds = shops.rows[0]?.thresholds ?? [];

  const values: unknown[] = [shop, staffId];
  const where = ['shop_id = $1', 'owner_id = $2'];
  const add = (condition: string, value: unknown) => {
    if (value !== undefined) where.push(`${condition} $${String(values.push(value))}`);
  };
  add('spend >=', filter.spend_min);
  add('orders >=', filter.orders_min);
  add('last_watch_at >=', filter.last_watch_after);

  const { rows: items } = await pool.query<{ fan_id: string; orders: number; spend: number }>(
    pageQuery(where, thresholds, sort, 'is not null'),
    values,
  );
  if (items.length <= PAGE && ORDERS[sort].has !== null) {
    const rest = await pool.query<{ fan_id: string; orders: number; spend: number }>(
      pageQuery(where, thresholds, sort, 'is null'),
      values,
    );
    items.push(...rest.rows.slice(0, PAGE + 1 - items.length));
  }
  const page = items.slice(0, PAGE);
  const fanIds = page.map((fan) => fan.fan_id);
  const [tags, sops] = await Promise.all([
    pool.query<{ fan_id: string }>(
      `select c.fan_id, t.id, t.name, t.dimension, c.added_at, c.source from fan_tag c join tag t on t.id = c.tag_id
       where c.fan_id = any($1) and t.shop_id = $2 order by c.added_at, t.name`,
      [fanIds, shop],
    ),
    pool.query<{ fan_id: string }>(
      `select e.fan_id, s.id, s.name from enrolment e join sop s on s.id = e.sop_id
       where e.fan_id = any($1) and e.shop_id = $2 and e.state = 'active' order by e.entered_at`,
      [fanIds, shop],
    ),
  ]);
  const count = await pool.query<{ n: number }>(
    `select count(*) as n from (select from fan_shop where ${where.join(' and ')} limit ${String(COUNTED + 1)}) found`,
    values,
  );
  const n = count.rows[0]?.n ?? 0;
  return JSON.stringify({
    items: page.map((fan) => ({
      ...fan,
      tags: tags.rows.filter((tag) => tag.fan_id === fan.fan_id),
      sops: sops.rows.filter((sop) => sop.fan_id === fan.fan_id),
    })),
    next_cursor: items.length > PAGE ? page.at(-1)?.fan_id : null,
    count: n > COUNTED ? { value: COUNTED, exact: false } : { value: n, exact: true },
  });
}

function pageQuery(
  where: string[],
  thresholds: number[],
  sort: keyof typeof ORDERS,
  value: 'is null' | 'is not null',
): string {
  const { by, has } = ORDERS[sort];
  const conditions = has === null ? where : [...where, `${has} ${value}`];
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const order = value === 'is null' ? `fan_id ${direction}` : `${by}, fan_id ${direction}`;
  return `
    select page.*, fan.phone_mask, staff.name as owner_name
    from (
      select shop_id, fan_id, nick, owner_id, source, member_level, fan_level, first_follow_at, last_watch_at,
        watch_seconds, last_purchase_at, orders, spend, refunded, last_active_at,
        width_bucket(spend, '{${thresholds.map(Number).join(',')}}'::bigint[]) + 1 as m
      from fan_shop where ${conditions.join(' and ')} order by ${order} limit ${String(PAGE + 1)}
    ) page
    left join fan on fan.id = page.fan_id left join staff on staff.id = page.owner_id
    order by ${order}`;
}
