import type { Pool } from 'pg';
import { scopedDb } from '@fanloom/server/access/scoped-db.js';
import type { Db } from '@fanloom/server/db/database.js';
import { countFans, pageOfFans } from '@fanloom/server/fan/fan-list.queries.js';
import { parseSort } from '@fanloom/server/fan/fan-sort.js';
import type { Person } from './people.js';

export const PAGE = 50;
const COUNTED = 10_001;

/** One question to the fans that a person sees, through the access plugin and as SQL that says itself which rows. */
export interface ScopedQuery {
  name: string;
  scoped: () => Promise<unknown>;
  byHand: () => Promise<unknown>;
}

interface Doors {
  db: Db;
  pool: Pool;
  shopId: string;
}

/** The first page by two orders; both answer with the fans' ids. */
export function pageQueries({ db, pool, shopId }: Doors, person: Person): ScopedQuery[] {
  const { ability, staffId, rows } = person;
  const context = { ability, staffId, found: undefined, audiences: [] };
  return (['last_active_at', 'spend'] as const).map((column) => {
    const request = {
      filter: { shop: shopId },
      sort: parseSort(`-${column}`),
      after: undefined,
      limit: PAGE,
      few: false,
    };
    const text = `
      select shop_id, fan_id, nick, owner_id, source, member_level, fan_level, first_follow_at, last_watch_at,
        watch_seconds, last_purchase_at, orders, spend, refunded, last_active_at, ${column}::text as sort_value
      from fan_shop where ${rows.condition} order by ${column} desc, fan_id desc limit ${String(PAGE + 1)}`;
    const name = `${person.login}, page by ${column}`;
    return {
      name,
      scoped: async () => {
        const page = await pageOfFans(scopedDb(db, ability), request, context);
        return page.items.map((fan) => fan.fan_id);
      },
      byHand: async () => {
        const answer = await kept<{ fan_id: string }>(pool, name, text, [shopId, ...rows.values]);
        return answer.slice(0, PAGE).map((fan) => fan.fan_id);
      },
    };
  });
}

/** The count beside a list, which stops at ten thousand, and an aggregate over every row. */
export function countQueries({ db, pool, shopId }: Doors, person: Person): ScopedQuery[] {
  const { ability, staffId, rows } = person;
  const context = { ability, staffId, found: undefined, audiences: [] };
  const values = [shopId, ...rows.values];
  const limited = `select from fan_shop where ${rows.condition} limit ${String(COUNTED)}`;
  return [
    {
      name: `${person.login}, count`,
      scoped: async () => (await countFans(scopedDb(db, ability), { shop: shopId }, context)).value,
      byHand: async () => {
        const [found] = await kept<{ n: number }>(
          pool,
          `${person.login}, count`,
          `select count(*)::int as n from (${limited}) as found`,
          values,
        );
        return Math.min(found?.n ?? 0, COUNTED - 1);
      },
    },
    {
      name: `${person.login}, sum`,
      scoped: async () => {
        const answer = await scopedDb(db, ability)
          .selectFrom('fan_shop')
          .select((eb) => eb.fn.sum<string | null>('spend').as('sum'))
          .where('shop_id', '=', shopId)
          .executeTakeFirstOrThrow();
        return answer.sum;
      },
      byHand: async () => {
        const text = `select sum(spend) as sum from fan_shop where ${rows.condition}`;
        return (await pool.query<{ sum: string | null }>(text, values)).rows[0]?.sum;
      },
    },
  ];
}

/** The product keeps the statements of lists without a filter prepared; so does whoever writes them by hand. */
async function kept<Row extends object>(
  pool: Pool,
  name: string,
  text: string,
  values: (string | number)[],
): Promise<Row[]> {
  return (await pool.query<Row>({ name, text, values })).rows;
}
