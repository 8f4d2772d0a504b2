import type { BlockList } from 'node:net';
import type { Db } from '@fanloom/server/db/database.js';
import type { MasterKeys } from '@fanloom/server/crypto/master-keys.js';
import { openTargetSecret } from '@fanloom/server/webhook/webhook-secret.js';
import { signedCall } from '../channels/webhook.js';
import type { Outcome } from '../channels/provider.js';

/** Another system that SOPs may push to. */
export interface Target {
  /** What of a fan it may have. */
  fields: readonly string[];
  call(request: { key: string; body: string }): Promise<Outcome>;
}

export interface TargetDirectory {
  /** Null when the shop has no such target. */
  of(shopId: string, name: string): Promise<Target | null>;
}

/**
 * Targets as the database has them now.
 *
 * @param internalHosts addresses inside the company that IT lets webhooks call
 */
export function targetDirectory(db: Db, masterKeys: MasterKeys, internalHosts: BlockList): TargetDirectory {
  return {
    async of(shopId, name) {
      const row = await db
        .selectFrom('webhook_target')
        .select(['url', 'secret_encrypted', 'fields'])
        .where('shop_id', '=', shopId)
        .where('name', '=', name)
        .executeTakeFirst();
      if (!row) return null;
      const secret = openTargetSecret(masterKeys, { shop_id: shopId, name }, row.secret_encrypted);
      return { fields: row.fields, call: (request) => signedCall({ url: row.url, secret, internalHosts }, request) };
    },
  };
}
