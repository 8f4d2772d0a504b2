import { requireInShop } from '../access/in-shop.js';
import { scopedDb } from '../access/scoped-db.js';
import { newToken, type TokenScope } from '../account/api-token.js';
import type { Actor } from '../account/session.service.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';

export interface NewToken {
  shop_id: string;
  name: string;
  scopes: TokenScope[];
  expires_at?: string | undefined;
}

/** Makes a token for a program of the customer. Its text is told here and never again. Throws a Problem: REQ404. */
export async function addToken(db: Db, actor: Actor, input: NewToken): Promise<{ id: string; token: string }> {
  const token = newToken();
  return db.transaction().execute(async (tx) => {
    await requireInShop(tx, actor.ability, 'create', 'token', input.shop_id);
    const { id } = await tx
      .insertInto('api_token')
      .values({ ...input, token_hash: token.hash, created_by: actor.staffId })
      .returning('id')
      .executeTakeFirstOrThrow();
    await appendAudit(tx, {
      actorId: actor.staffId,
      action: 'token.create',
      subject: 'token',
      subjectId: id,
      shopId: input.shop_id,
      detail: { scopes: input.scopes },
    });
    return { id, token: token.text };
  });
}

/** Ends a token with the next request. Throws a Problem (REQ404) for a foreign or missing one, or one already revoked. */
export async function revokeToken(db: Db, actor: Actor, tokenId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const token = await scopedDb(tx, actor.ability)
      .updateTable('api_token')
      .set({ revoked_at: new Date() })
      .where('id', '=', tokenId)
      .where('revoked_at', 'is', null)
      .returning(['id', 'shop_id'])
      .executeTakeFirstOrThrow(notFound);
    await appendAudit(tx, {
      actorId: actor.staffId,
      action: 'token.revoke',
      subject: 'token',
      subjectId: token.id,
      shopId: token.shop_id,
    });
  });
}
