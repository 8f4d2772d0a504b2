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

/** Thresholds, page and count at once, then phones, owners, tags and SOPs of the page. */
export async function listOfStaff(pool: Pool, staffId: string, list: FanListCase) {
  const { where, values } = conditionsOf(list, staffId);
  const [shops, items, count] = await Promise.all([
    pool.query<{ thresholds: number[] }>(`select score_thresholds -> 'M' as thresholds from shop where id = $1`, [
      list.shop,
    ]),
    pageOf(pool, list, where, values),
    pool.query<{ n: number }>(
      `select count(*) as n from (select from fan_shop where ${where.join(' and ')} limit ${String(COUNTED + 1)}) found`,
      values,
    ),
  ]);
  const thresholds = shops.rows[0]?.thresholds ?? [];
  const page = items.slice(0, PAGE);
  const details = new Map((await detailsOf(pool, list.shop, page)).map((fan) => [fan.fan_id, fan]));
  const n = count.rows[0]?.n ?? 0;
  return {
    items: page.map((fan) => {
      const { phone_mask, owner_name, tags, sops } = details.get(fan.fan_id) ?? {};
      const m = 1 + thresholds.filter((lowest) => fan.spend >= lowest).length;
      return { ...fan, m, phone_mask, owner_name, tags: tags ?? [], sops: sops ?? [] };
    }),
    next_cursor: items.length > PAGE ? page.at(-1)?.fan_id : null,
    count: n > COUNTED ? { value: COUNTED, exact: false } : { value: n, exact: true },
  };
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

async function detailsOf(pool: Pool, shop: string, page: Row[]): Promise<Details[]> {
  const { rows } = await pool.query<Details>(
    `select fs.fan_id, fan.phone_mask, staff.name as owner_name,
      (select json_agg(json_build_object('id', t.id, 'name', t.name, 'dimension', t.dimension) order by c.added_at, t.name)
       from fan_tag c join tag t on t.id = c.tag_id where c.fan_id = fs.fan_id and t.shop_id = fs.shop_id) as tags,
      (select json_agg(json_build_object('id', s.id, 'name', s.name) order by e.entered_at)
       from enrolment e join sop s on s.id = e.sop_id
       where e.fan_id = fs.fan_id and e.shop_id = fs.shop_id and e.state = 'active') as sops
     from fan_shop fs left join fan on fan.id = fs.fan_id left join staff on staff.id = fs.owner_id
     where fs.shop_id = $1 and fs.fan_id = any($2)`,
    [shop, page.map((fan) => fan.fan_id)],
  );
  return rows;
}
