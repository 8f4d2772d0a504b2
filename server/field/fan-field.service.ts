import { FIELD_TYPES } from '@fanloom/dsl/catalogue/custom-field.js';
import { z } from 'zod';
import { type Ability, withheldKeys } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { lockRoots } from '../identity/identity.sql.js';
import { requireFan } from '../identity/require-fan.js';
import { invalidRequest, notFound } from '../problem/common.js';
import { type FieldTerms, type FieldValue, personOf, readFieldValue } from './field-value.js';
import { readPeople } from '../person/people.sql.js';
import { Problem } from '../problem/problem.js';
import { clearFanFields, setFanFields, tellOfFields } from './fan-field.sql.js';

export interface FieldsOfFan {
  fanId: string;
  shopId: string;
  /** By field; null takes the value away. */
  values: Record<string, unknown>;
}

/**
 * Writes the shop's own fields of a fan. The audit names the fields, not what they say.
 * @throws Problem REQ404 for a fan whose fields the person may not write, REQ400 for a value that its field does not
 * take, and for a field that the shop does not have, FIELD425 for a
 * name that nobody has, FIELD426 for one that several have
 */
export async function writeFanFields(db: Db, author: Author, { fanId, shopId, values }: FieldsOfFan): Promise<void> {
  const names = Object.keys(values);
  await db.transaction().execute(async (tx) => {
    const rootId = await lockFan(tx, author.ability, fanId, shopId, names);
    const { told, cleared } = readValues(await termsOf(tx, shopId), values);
    const hasSet = await setFanFields(tx, rootId, told);
    const hasCleared = await clearFanFields(tx, rootId, cleared);
    if (!hasSet && !hasCleared) return;
    await tellOfFields(tx, [{ shopId, rootId }]);
    const entry = { action: 'fan.update', subject: 'fan', subjectId: rootId, shopId, detail: { fields: names } };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
  });
}

/** Only by a rule that shows these fields, and names none of them as withheld. */
async function lockFan(tx: Tx, ability: Ability, fanId: string, shopId: string, names: readonly string[]) {
  await requireFan(tx, scopeOf(ability, 'update', 'fan'), fanId);
  const rootId = (await lockRoots(tx, [fanId])).get(fanId);
  const withheld = withheldKeys(ability, 'fan', 'custom');
  const keys = names.map((name) => `custom.${name}`).filter((key) => withheld.includes(key));
  const { fan_id } = await tx
    .selectFrom('fan_shop')
    .select('fan_id')
    .where('shop_id', '=', shopId)
    .where('fan_id', '=', rootId ?? fanId)
    .where(rowsIn(scopeOf(ability, 'update', 'fan', ['custom', ...keys]), 'fan_shop'))
    .executeTakeFirstOrThrow(notFound);
  return fan_id;
}

async function termsOf(tx: Tx, shopId: string): Promise<Map<string, FieldTerms>> {
  const rows = await tx
    .selectFrom('custom_field')
    .select(['name', 'type', 'choices'])
    .where('shop_id', '=', shopId)
    .where('subject', '=', 'fan')
    .execute();
  const people = rows.some(({ type }) => type === 'person') ? await readPeople(tx, shopId) : undefined;
  return new Map(
    rows.map(({ name, type, choices }) => [name, { type: z.enum(FIELD_TYPES).parse(type), choices, people }]),
  );
}

function readValues(fields: Map<string, FieldTerms>, values: Record<string, unknown>) {
  const told: Record<string, FieldValue> = {};
  const cleared: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const terms = fields.get(name);
    const normal = value === null ? null : terms && readFieldValue(terms, value);
    if (terms?.type === 'person' && typeof value === 'string') requireOne(name, value, terms);
    if (!terms || normal === undefined)
      throw invalidRequest([{ path: `values.${name}`, message: terms ? `Not a ${terms.type}` : 'No such field' }]);
    if (normal === null) cleared.push(name);
    else told[name] = normal;
  }
  return { told, cleared };
}

function requireOne(field: string, name: string, { people }: FieldTerms): void {
  const person = people && personOf(name.trim(), people);
  if (!people || typeof person === 'string') return;
  throw person === null
    ? new Problem(422, 'FIELD426', {
        zh: `“${field}”里写的姓名有几位同事在用。请改写登录名。`,
        en: `Several people have the name that is given for “${field}”. Write the log-in name instead.`,
      })
    : new Problem(422, 'FIELD425', {
        zh: `“${field}”要写本店同事的姓名或登录名，这里没有这个人。请从名单里选。`,
        en: `“${field}” takes the name or log-in name of somebody who works in the shop, and this is nobody’s. Choose from the list.`,
      });
}
