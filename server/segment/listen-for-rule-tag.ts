import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { keysOfRuleTag } from '../condition/listen-key.js';
import type { Tx } from '../db/database.js';

/** A rule tag as it is kept, as far as it listens. */
export interface ListeningTag {
  tag_id: string;
  shop_id: string;
  condition: Condition;
  /** Those that the condition names, in turn. */
  segments: Readonly<Record<string, Condition>>;
}

/** The tag is told of the facts that its condition hangs on as it is now, and of no others. */
export async function listenForRuleTag(tx: Tx, { tag_id, shop_id, condition, segments }: ListeningTag): Promise<void> {
  await tx.deleteFrom('listen').where('version_id', '=', tag_id).execute();
  const keys = keysOfRuleTag(condition, segments);
  await tx
    .insertInto('listen')
    .values(keys.map((key) => ({ version_id: tag_id, sop_id: tag_id, shop_id, role: 'keep', key })))
    .execute();
}
