import { type RawBuilder, sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** Where fifths end, latest or least first, and means of buyers. */
export interface HandScores {
  bounds: Record<'R' | 'F' | 'M' | 'I' | 'W', number[]>;
  means: Record<'R' | 'F' | 'M', number>;
}

/**
 * What somebody would write who may keep nothing but the answer: one pass that measures, then one that scores buyers. Who
 * stands right at the end of a fifth belongs to it.
 */
export async function scoresByHand(db: Db, shopId: string, today: string, days: number | null): Promise<HandScores> {
  const { rows } = await sql<HandScores>`
    with measure as materialized (
      select s.orders as bought, date ${sql.lit(today)} - (s.last_purchase_at at time zone 'Asia/Shanghai')::date as r,
        ${days === null ? sql`s.orders as f, s.spend as m` : sql`coalesce(p.f, 0) as f, coalesce(p.m, 0) as m`},
        s.comments * 3 + s.likes + s.shares * 5 + s.gifts / 100.0 as i, s.watch_seconds as w
      from fan_shop s ${days === null ? sql`` : sql`left join (${paid(shopId, today, days)}) p on p.root_id = s.fan_id`}
      where s.shop_id = ${shopId}
    ),
    bounds as (
      select percentile_cont(array[.8, .6, .4, .2]) within group (order by r) as r,
        percentile_cont(array[.2, .4, .6, .8]) within group (order by f) filter (where f > 0) as f,
        percentile_cont(array[.2, .4, .6, .8]) within group (order by m) filter (where m > 0) as m,
        percentile_cont(array[.2, .4, .6, .8]) within group (order by i) filter (where i > 0) as i,
        percentile_cont(array[.2, .4, .6, .8]) within group (order by w) filter (where w > 0) as w
      from measure
    )
    select (select jsonb_build_object('R', r, 'F', f, 'M', m, 'I', i, 'W', w) from bounds) as bounds,
      jsonb_build_object(
        'R', avg(1 + (x.r <= b.r[1])::int + (x.r <= b.r[2])::int + (x.r <= b.r[3])::int + (x.r <= b.r[4])::int),
        'F', avg(1 + (x.f > b.f[1])::int + (x.f > b.f[2])::int + (x.f > b.f[3])::int + (x.f > b.f[4])::int),
        'M', avg(1 + (x.m > b.m[1])::int + (x.m > b.m[2])::int + (x.m > b.m[3])::int + (x.m > b.m[4])::int)
      ) as means
    from measure x, bounds b where x.bought > 0`.execute(db);
  const [found] = rows;
  if (!found) throw new Error('There are no fans');
  return found;
}

function paid(shopId: string, today: string, days: number): RawBuilder<unknown> {
  return sql`
    select r.root_id, sum(d.n) as f, sum(d.amount) as m from fan_day d join fan r on r.id = d.fan_id
    where d.shop_id = ${shopId} and d.type = 'order.pay'
      and d.day between date ${sql.lit(today)} - ${days}::int and date ${sql.lit(today)}
    group by 1`;
}
