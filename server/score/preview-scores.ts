import { RFM_NAMES, type RfmName } from '@fanloom/dsl/condition/rfm.js';
import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { withoutSmallGroups } from '../access/small-groups.js';
import { businessNow } from '../clock/clock.js';
import { fieldColumn } from '../condition/field.js';
import { fieldsBehind } from '../condition/fields-behind.js';
import type { Db, Tx } from '../db/database.js';
import { measure, type MeasuredShop, scoredFans } from './measure-scores.js';
import { type ScoreSettings, scoresOf, type SettledScores } from './score-settings.js';

/** How many fans whom the person sees have each value, and how many would be elsewhere. */
export interface ScorePreview {
  fans: number;
  /** By score with values from 5 down, and `value_tier` from the one with most fans down. */
  scores: { name: string; changed: number; values: { value: string | null; now: number; then: number }[] }[];
}

const NAMES = [...RFM_NAMES, 'value_tier'] as const;
const COUNTS = new Set(['fans', 'changed', 'now', 'then']);

/**
 * What other settings would make of a shop's fans, measured as they will be; nothing is kept. Whoever may choose bounds
 * could ask for the one between any two fans, so each is counted only where the person sees what the score is given by.
 * Throws a Problem (REQ404).
 */
export async function previewScores(
  db: Db,
  author: Author,
  shopId: string,
  settled: SettledScores,
): Promise<ScorePreview> {
  await requireInShop(db, author.ability, 'update', 'shop', shopId);
  return db
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      const row = await tx
        .selectFrom('shop')
        .select(['id', 'zone', 'score_thresholds'])
        .where('id', '=', shopId)
        .executeTakeFirstOrThrow();
      const shop = { id: row.id, zone: row.zone, now: await businessNow(tx) };
      const before = scoresOf(row.score_thresholds);
      const after = await measure(tx, shop, { ...before, ...settled });
      return withoutSmallGroups(author.ability, await compare(tx, author.ability, shop, [before, after]), COUNTS);
    });
}

interface Pair {
  name: RfmName | 'value_tier';
  now: string | null;
  then: string | null;
  fans: number;
}

/** One pass over the fans; each is counted under what they have and what they would have. */
async function compare(
  tx: Tx,
  ability: Ability,
  shop: MeasuredShop,
  [before, after]: [ScoreSettings, ScoreSettings],
): Promise<ScorePreview> {
  const [now, then] = [scoredFans(shop, before, 'paid_now'), scoredFans(shop, after, 'paid_then')];
  const pairs = NAMES.map(
    (name) => sql`
    (${name}::text, (${fieldColumn(name, now.scope)})::text, (${fieldColumn(name, then.scope)})::text,
      ${rowsIn(scopeOf(ability, 'read', 'fan', [...fieldsBehind(name)]), 'fan_shop', 's')})`,
  );
  const { rows } = await sql<Pair>`
    select p.name, p.was as now, p.would as "then", count(*)::int as fans
    from fan_shop s ${now.join} ${then.join} cross join lateral (values ${sql.join(pairs)}) p (name, was, would, seen)
    where s.shop_id = ${shop.id} and p.seen group by 1, 2, 3`.execute(tx);
  const scores = NAMES.map((name) =>
    scoreOf(
      name,
      rows.filter((row) => row.name === name),
    ),
  );
  return { fans: sum(rows.filter((row) => row.name === 'value_tier')), scores };
}

function scoreOf(name: string, pairs: readonly Pair[]): ScorePreview['scores'][number] {
  const values = [...new Set(pairs.flatMap(({ now, then }) => [now, then]))].map((value) => ({
    value,
    now: sum(pairs.filter((pair) => pair.now === value)),
    then: sum(pairs.filter((pair) => pair.then === value)),
  }));
  values.sort((a, b) => (name === 'value_tier' ? b.now - a.now : Number(b.value) - Number(a.value)));
  return { name, changed: sum(pairs.filter(({ now, then }) => now !== then)), values };
}

function sum(pairs: readonly Pair[]): number {
  return pairs.reduce((total, { fans }) => total + fans, 0);
}
