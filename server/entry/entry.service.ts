import { randomUUID } from 'node:crypto';
import type { Author } from '../access/author.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import { type FanFilter, fanConditions } from '../fan/fan-filter.js';
import { type FanReader, filterContext } from '../fan/filter-context.js';
import { notFound } from '../problem/common.js';
import { notOpen, tooMany } from './entry.problems.js';
import { askIn, judge, readOpenVersion, type Refusal } from './entry.sql.js';

/** Fans that one request adds at most. */
export const MOST_FANS = 1000;

/** Fans by id, or those whom a filter of the fan list finds. */
export type Wanted = { fan_ids: string[] } | { filter: Omit<FanFilter, 'shop'> };

/** What becomes of one fan. */
export interface Entry {
  fan_id: string;
  entered: boolean;
  reason: Refusal | 'not_found' | null;
}

/**
 * Lets fans into an SOP by hand: past its `当`, under everything else that the text says. The engine takes them up at once.
 *
 * @returns each fan with what becomes of them; `not_found` also for fans whom the person may not change
 * @throws Problem REQ404 for a foreign or missing SOP, ENTRY409 when it lets nobody in now, ENTRY422 for a filter that
 * finds too many
 */
export async function enterByHand(reader: FanReader, sopId: string, wanted: Wanted) {
  const { actor } = reader;
  const sop = await reader.db
    .selectFrom('sop')
    .select(['name', 'shop_id'])
    .where('id', '=', sopId)
    .executeTakeFirstOrThrow(notFound);
  const asked = 'fan_ids' in wanted ? wanted.fan_ids : await findFans(reader, sop.shop_id, wanted.filter);
  return reader.unbound.transaction().execute(async (tx) => {
    const version = await readOpenVersion(tx, sopId);
    if (!version) throw notOpen(sop.name ?? '');
    const found = await rootsOf(tx, actor, sop.shop_id, asked);
    const roots = new Map(found.map((fan) => [fan.id, fan.root_id]));
    const refusals = await judge(tx, version, [...new Set(roots.values())], await businessNow(tx));
    const items = asked.map((id) => outcome(id, roots, refusals));
    const entering = new Set(items.flatMap(({ fan_id, entered }) => (entered ? (roots.get(fan_id) ?? []) : [])));
    await askIn(tx, version, [...entering], randomUUID());
    await appendAudit(tx, {
      actorId: actor.staffId,
      action: 'sop.enter',
      subject: 'sop',
      subjectId: sopId,
      shopId: sop.shop_id,
      detail: { asked: items.length, entered: entering.size },
    });
    return { items };
  });
}

function outcome(id: string, roots: Map<string, string>, refusals: Map<string, Refusal | null>): Entry {
  const root = roots.get(id);
  if (root === undefined) return { fan_id: id, entered: false, reason: 'not_found' };
  const reason = refusals.get(root) ?? null;
  return { fan_id: id, entered: reason === null, reason };
}

/** Those of the shop's fans whom the person may change, each with the root. */
async function rootsOf(tx: Tx, { ability }: Author, shopId: string, fans: readonly string[]) {
  if (fans.length === 0) return [];
  return tx
    .selectFrom('fan')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.root_id')
    .select(['fan.id', 'fan.root_id'])
    .where('fan.id', 'in', [...fans])
    .where('fan_shop.shop_id', '=', shopId)
    .where(rowsIn(scopeOf(ability, 'update', 'fan'), 'fan_shop'))
    .execute();
}

async function findFans(reader: FanReader, shop: string, wanted: Omit<FanFilter, 'shop'>): Promise<string[]> {
  const filter = { ...wanted, shop };
  const context = await filterContext(reader, filter);
  const rows = await reader.db
    .selectFrom('fan_shop')
    .select('fan_shop.fan_id')
    .where((eb) => eb.and(fanConditions(eb, filter, context)))
    .orderBy('fan_shop.fan_id')
    .limit(MOST_FANS + 1)
    .execute();
  if (rows.length > MOST_FANS) throw tooMany(MOST_FANS);
  return rows.map((row) => row.fan_id);
}
