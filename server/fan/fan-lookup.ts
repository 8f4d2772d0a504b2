import { sql } from 'kysely';
import { type Ability, mayAtAll, seesField } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { identityHash } from '../identity/identity.js';
import { normalPhone } from '../identity/normal-form.js';
import { nickHas } from './fan-filter.js';

/**
 * Root fans who have the phone number, among those by whose phone the person may find. Only a whole number is looked
 * up, by its keyed hash.
 *
 * @returns undefined when `text` is no phone number, or the person may not find by it
 */
export async function findByPhone(db: Db, keys: Keys, ability: Ability, text: string): Promise<string[] | undefined> {
  const phone = normalPhone(text);
  if (phone === null || !mayAtAll(ability, 'find', 'fan')) return undefined;
  const findable = rowsIn(scopeOf(ability, 'find', 'fan', ['phone']), 'fan');
  const { rows } = await sql<{ root_id: string }>`
    select distinct fan.root_id from identity join fan on fan.id = identity.fan_id
    where identity.kind = 'phone' and identity.scope = '' and identity.hash = ${identityHash(keys, 'phone', phone)}
      and ${findable}`.execute(db);
  return rows.map((row) => row.root_id);
}

/** Beyond this a list finds its first page sooner by looking at one fan after the other. */
const FEW = 10_000;

/**
 * Fans with a part of their nick. No index helps with that, so page and count share one look at all nicks.
 *
 * @returns undefined for more than ten thousand, or where nicks are not shown
 */
export async function findByNick(
  db: ScopedDb,
  ability: Ability,
  shopId: string,
  text: string,
): Promise<string[] | undefined> {
  if (!seesField(ability, 'fan', 'nick')) return undefined;
  const rows = await db
    .selectFrom('fan_shop')
    .select('fan_shop.fan_id')
    .where('fan_shop.shop_id', '=', shopId)
    .where((eb) => nickHas(eb, text))
    .limit((eb) => eb.lit(FEW + 1))
    .execute();
  return rows.length > FEW ? undefined : rows.map((row) => row.fan_id);
}
