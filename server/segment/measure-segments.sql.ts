import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import type { Db } from '../db/database.js';
import { compileCondition } from '../condition/compile.js';
import { scoresOf } from '../score/score-settings.js';
import { contextOf } from './audience.sql.js';

interface Due {
  id: string;
  shop_id: string;
  zone: string;
  day: string;
  condition: Condition;
  score_thresholds: unknown;
  named: Record<string, Condition>;
  now: Date;
}

/**
 * Notes the size of one segment for the day that has ended in its shop.
 * @returns false when all are noted
 */
export async function measureSegments(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<Due>`
      select g.id, g.shop_id, s.zone, d.day::text as day, g.condition, s.score_thresholds, business_now() as now,
        (select jsonb_object_agg(o.name, o.condition) from segment o where o.shop_id = g.shop_id) as named
      from segment g join shop s on s.id = g.shop_id
      cross join lateral (select ((business_now() at time zone s.zone)::date - 1) as day) d
      where not exists (select from segment_size z where z.segment_id = g.id and z.day = d.day)
      order by g.id limit 1 for no key update of g skip locked`.execute(tx);
    const [due] = rows;
    if (!due) return false;
    const context = contextOf(
      {
        shop: sql`${due.shop_id}::uuid`,
        zone: sql`${due.zone}::text`,
        zoneName: due.zone,
        now: sql`${due.now}::timestamptz`,
        segments: due.named,
        scores: scoresOf(due.score_thresholds),
      },
      's',
    );
    await sql`
      insert into segment_size (segment_id, day, fans)
      select ${due.id}, ${due.day}::date, count(*)::int from fan_shop s
      where s.shop_id = ${due.shop_id} and ${compileCondition(due.condition, { ...context, asked: 'of-all' })}`.execute(
      tx,
    );
    return true;
  });
}
