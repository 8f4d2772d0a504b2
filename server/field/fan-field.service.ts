import { type Ability, withheldKeys } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { lockRoots } from '../identity/identity.sql.js';
import { requireFan } from '../identity/require-fan.js';
import { notFound } from '../problem/common.js';
import { erasedFan } from './field.problems.js';
import { isGiven } from './given-field.js';
import { readToldFields, writeToldFields } from './told-fields.js';

export interface FieldsOfFan {
  fanId: string;
  shopId: string;
  /** By field; null takes the value away. */
  values: Record<string, unknown>;
}

/**
 * Writes fields of a fan: those that every fan has, and the shop's own. The audit names the fields, not what they say.
 *
 * @throws Problem REQ404 for a fan whose fields the person may not write, FIELD429 for an erased one; for values as `readToldFields` does
 */
export async function writeFanFields(db: Db, author: Author, { fanId, shopId, values }: FieldsOfFan): Promise<void> {
  const names = Object.keys(values);
  await db.transaction().execute(async (tx) => {
    const rootId = await lockFan(tx, author.ability, fanId, shopId, names);
    const erased = await tx.selectFrom('erasure').select('id').where('root_id', '=', rootId).executeTakeFirst();
    if (erased) throw erasedFan();
    const told = await readToldFields(tx, shopId, values, 'values');
    const by = { source: 'staff', firstSource: 'goes' } as const;
    if (!(await writeToldFields(tx, { shopId, rootId, told, ...by }))) return;
    const entry = { action: 'fan.update', subject: 'fan', subjectId: rootId, shopId, detail: { fields: names } };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
  });
}

/** Only by a rule that shows these fields, and names none of them as withheld. */
async function lockFan(tx: Tx, ability: Ability, fanId: string, shopId: string, names: readonly string[]) {
  await requireFan(tx, scopeOf(ability, 'update', 'fan'), fanId);
  const rootId = (await lockRoots(tx, [fanId])).get(fanId);
  const given = names.filter(isGiven);
  const own = names.filter((name) => !isGiven(name)).map((name) => `custom.${name}`);
  const withheld = withheldKeys(ability, 'fan', 'custom');
  const keys = [...given, ...(own.length > 0 ? ['custom'] : []), ...own.filter((key) => withheld.includes(key))];
  const { fan_id } = await tx
    .selectFrom('fan_shop')
    .select('fan_id')
    .where('shop_id', '=', shopId)
    .where('fan_id', '=', rootId ?? fanId)
    .where(rowsIn(scopeOf(ability, 'update', 'fan', keys), 'fan_shop'))
    .executeTakeFirstOrThrow(notFound);
  return fan_id;
}
