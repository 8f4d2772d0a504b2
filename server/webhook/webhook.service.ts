import { randomBytes } from 'node:crypto';
import type { BlockList } from 'node:net';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import { reachableAddresses } from '../channel/webhook-address.js';
import type { MasterKeys } from '../crypto/master-keys.js';
import type { Db, Tx } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { sealTargetSecret, type TargetKey } from './webhook-secret.js';

/** Another system that SOPs of a shop may push to. */
export interface WebhookTarget extends TargetKey {
  url: string;
  /** What it may be told of a fan: built-in fields by id, the shop's own as `custom.<name>`. */
  fields: string[];
}

export interface WebhookSettings {
  masterKeys: MasterKeys;
  internalHosts: BlockList;
}

/** The targets of a shop by name, without their secrets. Throws a Problem (REQ404) for a foreign shop. */
export async function listTargets(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  return db
    .selectFrom('webhook_target')
    .select(['name', 'url', 'fields'])
    .where('shop_id', '=', shopId)
    .orderBy('name')
    .execute();
}

/**
 * Keeps a target; calls go there from the next one on.
 *
 * @returns the secret of the signature when it is new: this once
 * @throws Problem REQ404 for a foreign shop, CHANNEL422 for an address inside the company
 */
export async function putTarget(
  db: Db,
  author: Author,
  settings: WebhookSettings,
  { renew_secret: renew, ...target }: WebhookTarget & { renew_secret: boolean },
): Promise<{ secret: string | null }> {
  await requireInShop(db, author.ability, 'update', 'channel', target.shop_id);
  await reachableAddresses(new URL(target.url), settings.internalHosts);
  return db.transaction().execute(async (tx) => {
    const secret = (await isKnown(tx, target)) && !renew ? null : randomBytes(32).toString('base64url');
    await write(tx, target, secret === null ? null : sealTargetSecret(settings.masterKeys, target, secret));
    await audit(tx, author, 'webhook.put', target, { fields: target.fields, renewed: secret !== null });
    return { secret };
  });
}

/** Calls that are still to be made fail. Throws a Problem (REQ404) for a foreign or missing target. */
export async function deleteTarget(db: Db, author: Author, target: TargetKey): Promise<void> {
  await requireInShop(db, author.ability, 'delete', 'channel', target.shop_id);
  await db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('webhook_target')
      .where('shop_id', '=', target.shop_id)
      .where('name', '=', target.name)
      .returning('name')
      .executeTakeFirstOrThrow(notFound);
    await audit(tx, author, 'webhook.delete', target, {});
  });
}

async function isKnown(tx: Tx, { shop_id, name }: TargetKey): Promise<boolean> {
  const known = await tx
    .selectFrom('webhook_target')
    .select('name')
    .where('shop_id', '=', shop_id)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
  return known !== undefined;
}

/** @param secret sealed; null: as it is */
async function write(tx: Tx, { shop_id, name, url, fields }: WebhookTarget, secret: Buffer | null): Promise<void> {
  if (secret === null) {
    await tx
      .updateTable('webhook_target')
      .set({ url, fields })
      .where('shop_id', '=', shop_id)
      .where('name', '=', name)
      .execute();
    return;
  }
  const row = { url, fields, secret_encrypted: secret };
  await tx
    .insertInto('webhook_target')
    .values({ shop_id, name, ...row })
    .onConflict((same) => same.columns(['shop_id', 'name']).doUpdateSet(row))
    .execute();
}

function audit(tx: Tx, author: Author, action: string, { shop_id, name }: TargetKey, detail: object) {
  return appendAudit(tx, {
    actorId: author.staffId,
    action,
    subject: 'channel',
    subjectId: name,
    shopId: shop_id,
    detail: { ...detail },
  });
}
