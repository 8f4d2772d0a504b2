import { type RawBuilder, sql } from 'kysely';
import { rowsIn, scopeOf } from '../access/rows.js';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import { judge, readOpenVersion } from '../entry/entry.sql.js';
import { type ChosenFans, contextOfChosen } from '../fan/chosen-fans.js';
import { fanConditions } from '../fan/fan-filter.js';
import type { FanReader } from '../fan/filter-context.js';
import { requireTarget } from './fan-job.service.js';

/** More than these are not judged before a job; it judges each when it comes to them. */
const MOST_JUDGED = 20_000;
const AT_ONCE = 5_000;
const MOST_NAMED = 5;

export interface EntryPreview {
  judged: number;
  /** Nobody else was chosen. */
  complete: boolean;
  may_enter: number;
  /** Why others are not let in, most frequent first, with a few of them. */
  refused: { reason: string; fans: number; some: { fan_id: string; nick: string | null }[] }[];
}

/**
 * Who of the chosen fans would enter an SOP now, and who would not and why. Nothing is done.
 * @throws Problem REQ404 for a foreign shop or SOP
 */
export async function previewEntry(
  reader: FanReader,
  shopId: string,
  sopId: string,
  wanted: ChosenFans,
): Promise<EntryPreview> {
  await requireTarget(reader, shopId, { kind: 'enter', sop_id: sopId });
  const { filter, context } = await contextOfChosen(reader, shopId, wanted);
  const found = await reader.db
    .selectFrom('fan_shop')
    .select(['fan_shop.fan_id', 'fan_shop.nick'])
    .where((eb) => eb.and(fanConditions(eb, filter, context)))
    .limit(MOST_JUDGED + 1)
    .execute();
  const chosen = found.slice(0, MOST_JUDGED);
  const mayChange = rowsIn(scopeOf(reader.actor.ability, 'update', 'fan'), 'fan_shop', 's');
  const refusals = await reader.unbound.transaction().execute((tx) =>
    judgeAll(
      tx,
      { shopId, sopId, mayChange },
      chosen.map(({ fan_id }) => fan_id),
    ),
  );
  const reasons = new Map<string, EntryPreview['refused'][number]>();
  for (const fan of chosen) {
    const reason = refusals.get(fan.fan_id);
    if (reason === undefined) continue;
    const refused = reasons.get(reason) ?? { reason, fans: 0, some: [] };
    refused.fans += 1;
    if (refused.some.length < MOST_NAMED) refused.some.push({ fan_id: fan.fan_id, nick: fan.nick });
    reasons.set(reason, refused);
  }
  return {
    judged: chosen.length,
    complete: found.length === chosen.length,
    may_enter: chosen.length - refusals.size,
    refused: [...reasons.values()].sort((a, b) => b.fans - a.fans),
  };
}

interface Door {
  shopId: string;
  sopId: string;
  mayChange: RawBuilder<unknown>;
}

/** Why each of those fans is not let in who is not. */
async function judgeAll(tx: Tx, { shopId, sopId, mayChange }: Door, fans: readonly string[]) {
  const refusals = new Map<string, string>();
  const version = await readOpenVersion(tx, sopId);
  if (!version) return new Map(fans.map((fan) => [fan, 'not_open']));
  const now = await businessNow(tx);
  for (let from = 0; from < fans.length; from += AT_ONCE) {
    const some = fans.slice(from, from + AT_ONCE);
    const { rows } = await sql<{ fan_id: string }>`
      select s.fan_id from fan_shop s
      where s.shop_id = ${shopId} and s.fan_id = any(${some}::uuid[]) and ${mayChange}`.execute(tx);
    const allowed = new Set(rows.map(({ fan_id }) => fan_id));
    const judged = await judge(tx, version, [...allowed], now);
    for (const fan of some) {
      const refusal = allowed.has(fan) ? judged.get(fan) : 'not_found';
      if (refusal) refusals.set(fan, refusal);
    }
  }
  return refusals;
}
