import { z } from '@hono/zod-openapi';
import { withheldKeys } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { isTooSmall } from '../access/small-groups.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { inUse } from '../segment/in-use.js';
import { readUsers } from '../segment/used-by.js';
import { countFilled } from './field-use.sql.js';

const fieldType = z.enum(['text', 'number', 'money', 'date', 'choice', 'list', 'person']);

/** The shop's own fields that the person may see. Throws a Problem (REQ404) for a foreign shop. */
export async function listFields(db: Db, scoped: ScopedDb, { ability }: Author, shopId: string) {
  await scoped.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const withheld = new Set(withheldKeys(ability, 'fan', 'custom'));
  const rows = await scoped
    .selectFrom('custom_field')
    .select(['name', 'type', 'choices'])
    .where('shop_id', '=', shopId)
    .orderBy('name')
    .execute();
  const seen = rows.filter(({ name }) => !withheld.has(`custom.${name}`));
  const filled = await countFilled(
    db,
    ability,
    shopId,
    seen.map(({ name }) => name),
  );
  return seen.map(({ name, type, choices }) => {
    const fans = filled.get(name) ?? 0;
    return { name, type: fieldType.parse(type), choices: choices ?? [], fans: isTooSmall(ability, fans) ? 0 : fans };
  });
}

interface NewField {
  shop_id: string;
  name: string;
  type: z.infer<typeof fieldType>;
  choices: string[];
}

/** Throws a Problem: REQ404 for a foreign shop, FIELD409 for a name that is there. */
export async function addField(db: Db, { staffId, ability }: Author, field: NewField): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await requireInShop(tx, ability, 'update', 'shop', field.shop_id);
    const added = await tx
      .insertInto('custom_field')
      .values(field)
      .onConflict((same) => same.columns(['shop_id', 'name']).doNothing())
      .returning('name')
      .executeTakeFirst();
    if (!added) throw conflict('FIELD409', '店里已经有这个字段。', 'The shop already has this field.');
    const entry = { action: 'field.create', subject: 'shop', subjectId: field.shop_id, shopId: field.shop_id };
    await appendAudit(tx, { actorId: staffId, ...entry, detail: { name: field.name, type: field.type } });
  });
}

/** Throws a Problem: REQ404 for a foreign shop or missing field, FIELD423 while something names it. */
export async function deleteField(db: Db, { staffId, ability }: Author, shopId: string, name: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await requireInShop(tx, ability, 'update', 'shop', shopId);
    const users = (await readUsers(tx, shopId))('field', name).map((user) => user.name);
    if (users.length > 0) throw inUse('FIELD423', users);
    await tx
      .deleteFrom('custom_field')
      .where('shop_id', '=', shopId)
      .where('name', '=', name)
      .returning('name')
      .executeTakeFirstOrThrow(notFound);
    const entry = { action: 'field.delete', subject: 'shop', subjectId: shopId, shopId, detail: { name } };
    await appendAudit(tx, { actorId: staffId, ...entry });
  });
}
