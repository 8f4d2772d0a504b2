import { FIELD_SUBJECTS, FIELD_TYPES, type FieldSubject, type FieldType } from '@fanloom/dsl/catalogue/custom-field.js';
import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import { type Ability, withheldKeys } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { toldCount } from '../access/small-groups.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import type { DB } from '../db/generated/schema.js';
import { conflict, notFound } from '../problem/common.js';
import { inUse } from '../segment/in-use.js';
import { readUsers, shownUsers } from '../segment/used-by.js';
import { countFilled, isFilled } from './field-use.sql.js';
import { isGiven } from './given-field.js';

export interface FieldKey {
  shop_id: string;
  subject: FieldSubject;
  name: string;
}

export interface FieldForm {
  name: string;
  type: FieldType;
  choices: string[];
}

/** What texts name: a field of orders is a property of the events that tell of them. */
const NAMED_AS = { fan: 'field', order: 'property' } as const;

/** The shop's own fields that the person may see, as they were added. Throws a Problem (REQ404) for a foreign shop. */
export async function readFields(scoped: ScopedDb, ability: Ability, shopId: string) {
  await scoped.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const withheld = new Set(
    FIELD_SUBJECTS.flatMap((subject) => withheldKeys(ability, subject, 'custom').map((key) => `${subject} ${key}`)),
  );
  const rows = await scoped
    .selectFrom('custom_field')
    .select(['subject', 'name', 'type', 'choices'])
    .where('shop_id', '=', shopId)
    .orderBy('subject')
    .orderBy('created_at')
    .orderBy('name')
    .execute();
  return rows
    .filter(({ subject, name }) => !withheld.has(`${subject} custom.${name}`))
    .map(({ subject, name, type, choices }) => ({
      subject: z.enum(FIELD_SUBJECTS).parse(subject),
      name,
      type: z.enum(FIELD_TYPES).parse(type),
      choices: choices ?? [],
    }));
}

/** The same with how many have a value, and whose texts name it. Throws a Problem (REQ404) for a foreign shop. */
export async function listFields(db: Db, scoped: ScopedDb, { ability }: Author, shopId: string) {
  const fields = await readFields(scoped, ability, shopId);
  const namesOf = (subject: FieldSubject) => fields.filter((one) => one.subject === subject).map(({ name }) => name);
  const [usedBy, fans, orders] = await Promise.all([
    readUsers(db, shopId),
    countFilled(db, ability, shopId, 'fan', namesOf('fan')),
    countFilled(db, ability, shopId, 'order', namesOf('order')),
  ]);
  return fields.map((field) => {
    const filled = (field.subject === 'fan' ? fans : orders).get(field.name) ?? 0;
    return {
      ...field,
      filled: toldCount(ability, filled),
      used_by: shownUsers(ability, shopId, usedBy(NAMED_AS[field.subject], field.name)),
    };
  });
}

/** Throws a Problem: REQ404 for a foreign shop, FIELD409 for a name that is there. */
export async function addField(db: Db, author: Author, field: FieldKey & FieldForm): Promise<void> {
  if (isEveryFans(field)) throw alreadyThere();
  await db.transaction().execute(async (tx) => {
    await requireInShop(tx, author.ability, 'update', 'shop', field.shop_id);
    const added = await tx
      .insertInto('custom_field')
      .values(field)
      .onConflict((same) => same.columns(['shop_id', 'subject', 'name']).doNothing())
      .returning('name')
      .executeTakeFirst();
    if (!added) throw alreadyThere();
    await record(tx, author, 'field.create', field, { type: field.type });
  });
}

/**
 * Changes a field. Texts call it by its name and read its values by its type, so both stay once there are any.
 * @throws Problem REQ404 for a foreign shop or missing field, FIELD409 for a name that another has, FIELD423 while
 * something names it, FIELD424 when there are values
 */
export async function changeField(db: Db, author: Author, key: FieldKey, form: FieldForm): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const had = await lockField(tx, author, key);
    const isRenamed = had.name !== form.name;
    if (isRenamed && isEveryFans({ ...key, name: form.name })) throw alreadyThere();
    if (isRenamed || had.type !== form.type) await requireUnused(tx, author, key);
    const taken =
      isRenamed &&
      (await tx
        .selectFrom('custom_field')
        .where(is({ ...key, name: form.name }))
        .executeTakeFirst());
    if (taken) throw alreadyThere();
    await tx.updateTable('custom_field').set(form).where(is(key)).execute();
    await record(tx, author, 'field.update', key, { before: had, after: form });
  });
}

/** Its values stay. Throws a Problem: REQ404 for a foreign shop or missing field, FIELD423 while something names it. */
export async function deleteField(db: Db, author: Author, key: FieldKey): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockField(tx, author, key);
    await requireUnnamed(tx, author, key);
    await tx.deleteFrom('custom_field').where(is(key)).execute();
    await record(tx, author, 'field.delete', key, {});
  });
}

/** Programs tell of fans by these names, and of the shop's own fields beside them. */
function isEveryFans({ subject, name }: FieldKey): boolean {
  return subject === 'fan' && isGiven(name);
}

function is({ shop_id, subject, name }: FieldKey) {
  return (eb: ExpressionBuilder<DB, 'custom_field'>) => eb.and({ shop_id, subject, name });
}

async function lockField(tx: Tx, { ability }: Author, key: FieldKey) {
  await requireInShop(tx, ability, 'update', 'shop', key.shop_id);
  return tx
    .selectFrom('custom_field')
    .select(['name', 'type', 'choices'])
    .where(is(key))
    .forUpdate()
    .executeTakeFirstOrThrow(notFound);
}

async function requireUnnamed(tx: Tx, { ability }: Author, { shop_id, subject, name }: FieldKey): Promise<void> {
  const users = (await readUsers(tx, shop_id))(NAMED_AS[subject], name);
  if (users.length > 0) throw inUse('FIELD423', ability, shop_id, users);
}

async function requireUnused(tx: Tx, author: Author, key: FieldKey): Promise<void> {
  await requireUnnamed(tx, author, key);
  if (await isFilled(tx, key.shop_id, key.subject, key.name))
    throw conflict(
      'FIELD424',
      `“${key.name}”已经有值，名称和类型不能再改。请新建一个字段。`,
      `“${key.name}” has values, so its name and type stay. Add another field instead.`,
    );
}

function alreadyThere() {
  return conflict('FIELD409', '店里已经有这个字段。', 'The shop already has this field.');
}

function record(
  tx: Tx,
  { staffId }: Author,
  action: string,
  { shop_id, subject, name }: FieldKey,
  detail: object,
): Promise<void> {
  return appendAudit(tx, {
    actorId: staffId,
    action,
    subject: 'shop',
    subjectId: shop_id,
    shopId: shop_id,
    detail: { of: subject, name, ...detail },
  });
}
