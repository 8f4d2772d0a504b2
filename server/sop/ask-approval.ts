import type { Author } from '../access/author.js';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import type { Binding } from './named.js';

/** Whether publishing in a shop needs another person. */
export async function wantsApproval(tx: Tx, shopId: string): Promise<boolean> {
  const shop = await tx.selectFrom('shop').select('approval').where('id', '=', shopId).executeTakeFirstOrThrow();
  return shop.approval === 'other_person';
}

/** Asks anew in place of a request that is still open. @returns id of the request */
export async function askApproval(
  tx: Tx,
  { staffId }: Author,
  sop: { id: string; shop_id: string; draft: string; draft_revision: number },
  { hash, named }: Binding,
): Promise<string> {
  const now = await businessNow(tx);
  await tx
    .updateTable('approval')
    .set({ state: 'withdrawn', decided_by: staffId, decided_at: now })
    .where('sop_id', '=', sop.id)
    .where('state', '=', 'open')
    .execute();
  const { id } = await tx
    .insertInto('approval')
    .values({
      shop_id: sop.shop_id,
      sop_id: sop.id,
      revision: sop.draft_revision,
      text: sop.draft,
      hash,
      named: JSON.stringify(named),
      author_id: staffId,
      requested_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
