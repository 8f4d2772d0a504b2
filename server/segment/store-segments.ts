import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import type { CompiledSegment } from './compile-segment.js';
import { listenForRuleTag, type ListeningTag } from './listen-for-rule-tag.js';

/**
 * Segments that a text defines are the shop's from now on, in place of those of the same name. Tags that are kept true
 * by one of them follow it.
 */
export async function storeSegments(tx: Tx, shopId: string, segments: readonly CompiledSegment[]): Promise<void> {
  for (const { name, text, condition, segments: named } of segments) {
    await tx
      .insertInto('segment')
      .values({ shop_id: shopId, name, text, condition: JSON.stringify(condition) })
      .onConflict((conflict) =>
        conflict.columns(['shop_id', 'name']).doUpdateSet((eb) => ({
          text: eb.ref('excluded.text'),
          condition: eb.ref('excluded.condition'),
          updated_at: sql`now()`,
        })),
      )
      .execute();
    const { rows } = await sql<ListeningTag>`
      update rule_tag set segments = segments || ${JSON.stringify({ ...named, [name]: condition })}::jsonb,
        swept_at = null, cursor = null
      where shop_id = ${shopId} and segments ? ${name}::text
      returning tag_id, shop_id, condition, segments`.execute(tx);
    for (const ruleTag of rows) await listenForRuleTag(tx, ruleTag);
  }
}
