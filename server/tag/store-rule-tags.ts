import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import { listenForRuleTag } from '../segment/listen-for-rule-tag.js';
import { addTags } from './add-tags.js';
import type { CompiledRuleTag } from './compile-rule-tag.js';

/** Tags that a text keeps true are the shop's from now on; all fans are gone through soon. */
export async function storeRuleTags(tx: Tx, shopId: string, ruleTags: readonly CompiledRuleTag[]): Promise<void> {
  await addTags(
    tx,
    shopId,
    ruleTags.map(({ name }) => name),
  );
  const now = await businessNow(tx);
  for (const { name, text, condition, segments } of ruleTags) {
    const { id } = await tx
      .selectFrom('tag')
      .select('id')
      .where('shop_id', '=', shopId)
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    const rule = { text, condition: JSON.stringify(condition), segments: JSON.stringify(segments) };
    const again = { swept_at: null, cursor: null };
    await tx
      .insertInto('rule_tag')
      .values({ tag_id: id, shop_id: shopId, ...rule, sweep_at: now, ...again })
      .onConflict((same) => same.column('tag_id').doUpdateSet({ ...rule, ...again, updated_at: sql`now()` }))
      .execute();
    await listenForRuleTag(tx, { tag_id: id, shop_id: shopId, condition, segments });
  }
}
