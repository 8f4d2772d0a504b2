import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Author } from '../access/author.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { notFound, unknownField } from '../problem/common.js';
import { readTerms, scopedAudience } from '../segment/audience.sql.js';
import { readCondition } from '../segment/read-condition.js';
import type { FanFilter, FilterContext } from './fan-filter.js';
import { findByNick, findByPhone } from './fan-lookup.js';

/** Who asks, with the two doors to the data: the scoped one, and the one for looking up hashes. */
export interface FanReader {
  db: ScopedDb;
  unbound: Db;
  keys: Keys;
  actor: Author;
}

/**
 * Looks up what a filter names.
 * @throws Problem REQ404 for a foreign shop or segment, SEGMENT422 for a condition that cannot be read, REQ400 for one
 * that looks at what the person does not see
 */
export async function filterContext(reader: FanReader, filter: FanFilter): Promise<FilterContext> {
  const { ability, staffId } = reader.actor;
  const [found, audiences] = await Promise.all([find(reader, filter), audiencesOf(reader, filter)]);
  return { ability, staffId, found, audiences };
}

async function find({ db, unbound, keys, actor }: FanReader, { shop, q }: FanFilter): Promise<string[] | undefined> {
  if (q === undefined) return undefined;
  return (await findByPhone(unbound, keys, actor.ability, q)) ?? findByNick(db, actor.ability, shop, q);
}

async function audiencesOf({ db, actor }: FanReader, { shop, segment, where }: FanFilter) {
  if (segment === undefined && where === undefined) return [];
  const terms = await readTerms(db, shop);
  const [member, written] = await Promise.all([
    segment === undefined ? undefined : segmentOf(db, shop, segment),
    where === undefined ? undefined : readCondition(db, shop, where),
  ]);
  const asked = { segment: member, where: written?.condition };
  return Object.entries(asked).flatMap(([name, condition]) => {
    if (condition === undefined) return [];
    const fans = scopedAudience(actor.ability, condition, terms);
    if (!fans) throw unknownField(name);
    return [fans];
  });
}

async function segmentOf(db: ScopedDb, shopId: string, id: string): Promise<Condition> {
  const { condition } = await db
    .selectFrom('segment')
    .select('condition')
    .where('id', '=', id)
    .where('shop_id', '=', shopId)
    .$castTo<{ condition: Condition }>()
    .executeTakeFirstOrThrow(notFound);
  return condition;
}
