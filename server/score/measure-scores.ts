import { RFM_NAMES, type RfmName } from '@fanloom/dsl/condition/rfm.js';
import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import { scopeOf } from '../condition/context.js';
import { measureOf, scoreBy } from '../condition/rfm.js';
import { dayInWindow } from '../condition/window.js';
import type { Db, Tx } from '../db/database.js';
import { lookAgain } from './look-again.sql.js';
import { type ScoreSettings, scoresOf } from './score-settings.js';

/** A shop at a moment. */
export interface MeasuredShop {
  id: string;
  zone: string;
  now: Date;
}

/**
 * Measures one shop whose day has changed since it was last measured: the bounds of its scores, where it goes by
 * quintiles, and the means that the value tiers are told by.
 *
 * @returns false when no shop is due
 */
export async function measureScores(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const now = await businessNow(tx);
    const { rows } = await sql<{ id: string; zone: string; score_thresholds: unknown }>`
      select id, zone, score_thresholds from shop
      where scores_measured_on is distinct from (${now}::timestamptz at time zone zone)::date
      order by id limit 1 for no key update skip locked`.execute(tx);
    const [due] = rows;
    if (!due) return false;
    const shop = { id: due.id, zone: due.zone, now };
    const measured = await measure(tx, shop, scoresOf(due.score_thresholds));
    await sql`
      update shop set score_thresholds = ${JSON.stringify(measured)}::jsonb,
        scores_measured_on = (${now}::timestamptz at time zone zone)::date
      where id = ${shop.id}`.execute(tx);
    const changed = changedFields(scoresOf(due.score_thresholds), measured);
    if (changed.length > 0) await lookAgain(tx, due.id, changed);
    return true;
  });
}

/** Fields that other bounds or means give other values. */
function changedFields(before: ScoreSettings, after: ScoreSettings): string[] {
  const same = (name: RfmName | 'means') => JSON.stringify(before[name]) === JSON.stringify(after[name]);
  const scores = RFM_NAMES.filter((name) => !same(name));
  return scores.length > 0 || !same('means') ? [...scores, 'value_tier'] : [];
}

/** With the bounds, where the shop goes by quintiles, and the means as they come out of its fans now. */
export async function measure(tx: Tx, shop: MeasuredShop, settled: ScoreSettings): Promise<ScoreSettings> {
  const bounded = settled.by === 'quintiles' ? { ...settled, ...(await quintiles(tx, shop, settled)) } : settled;
  return { ...bounded, means: (await means(tx, shop, bounded)) ?? bounded.means };
}

/**
 * What a shop's fans `s` are joined with to be scored: their payments of the days that F and M look at, added up once,
 * not for each fan.
 *
 * @param alias of the payments, where a query joins those of several settings
 */
export function scoredFans(shop: MeasuredShop, scores: ScoreSettings, alias = 'paid') {
  const scope = scopeIn(shop, scores);
  if (scores.days === null) return { join: sql``, scope };
  const inDays = dayInWindow(sql`d.day`, { kind: 'days', days: scores.days }, scope);
  const paid = sql.ref(alias);
  const join = sql`left join (
    select r.root_id, sum(d.n)::float8 as n, sum(d.amount)::float8 as amount from fan_day d join fan r on r.id = d.fan_id
    where d.shop_id = ${shop.id} and d.type = 'order.pay' and ${inDays} group by 1) ${paid} on ${paid}.root_id = s.fan_id`;
  return {
    join,
    scope: { ...scope, paid: { n: sql`coalesce(${paid}.n, 0)`, amount: sql`coalesce(${paid}.amount, 0)` } },
  };
}

function scopeIn({ id, zone, now }: MeasuredShop, scores: ScoreSettings) {
  return scopeOf({
    fan: sql.ref('s.fan_id'),
    shop: sql`${id}::uuid`,
    now: sql`${now}::timestamptz`,
    zone: sql`${zone}::text`,
    fanShop: 's',
    entry: null,
    event: null,
    segments: {},
    scores,
  });
}

/**
 * The bounds that cut those who have any of it into fifths, as whole numbers; of what nobody has, none are measured. Who
 * stands right at a fifth counts to the lower one, so that what most fans have is never high: as pandas.qcut cuts.
 */
async function quintiles(
  tx: Tx,
  shop: MeasuredShop,
  scores: ScoreSettings,
): Promise<Partial<Record<RfmName, number[]>>> {
  const { join, scope } = scoredFans(shop, scores);
  const columns = RFM_NAMES.map((name) => sql`${measureOf(name, scope)} as ${sql.ref(name)}`);
  const fifths = RFM_NAMES.map((name) => {
    const shares = name === 'R' ? [0.8, 0.6, 0.4, 0.2] : [0.2, 0.4, 0.6, 0.8];
    const some = name === 'R' ? sql`true` : sql`${sql.ref(name)} > 0`;
    const above = name === 'R' ? sql`floor(round(cut::numeric, 6))` : sql`floor(round(cut::numeric, 6)) + 1`;
    return sql`(select array_agg((${above})::float8 order by no) from unnest(percentile_cont(${shares}::float8[])
      within group (order by ${sql.ref(name)}) filter (where ${some})) with ordinality fifth (cut, no)) as ${sql.ref(name)}`;
  });
  const { rows } = await sql<Record<RfmName, number[] | null>>`
    select ${sql.join(fifths)} from (
      select ${sql.join(columns)} from fan_shop s ${join} where s.shop_id = ${shop.id}
    ) measured`.execute(tx);
  return Object.fromEntries(
    RFM_NAMES.flatMap((name) => {
      const found = rows[0]?.[name];
      return found ? [[name, found]] : [];
    }),
  );
}

/** Mean R, F and M of the shop's buyers; null without any. */
async function means(tx: Tx, shop: MeasuredShop, scores: ScoreSettings): Promise<ScoreSettings['means'] | null> {
  const { join, scope } = scoredFans(shop, scores);
  const names = ['R', 'F', 'M'] as const;
  const columns = names.map((name) => sql`${measureOf(name, scope)} as ${sql.ref(name)}`);
  const mean = names.map((name) => sql`avg(${scoreBy(name, sql.ref(name), scope)}) as ${sql.ref(name)}`);
  // Without the offset each measure would be worked out anew for each bound.
  const { rows } = await sql<Record<keyof ScoreSettings['means'], number | null>>`
    select ${sql.join(mean)} from (
      select ${sql.join(columns)} from fan_shop s ${join} where s.shop_id = ${shop.id} and s.orders > 0 offset 0
    ) measured`.execute(tx);
  const { R = null, F = null, M = null } = rows[0] ?? {};
  return R === null || F === null || M === null ? null : { R, F, M };
}
