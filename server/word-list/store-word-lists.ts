import { sql } from 'kysely';
import type { Tx } from '../db/database.js';

export interface WordList {
  name: string;
  /** The definition as written. */
  text: string;
  words: string[];
}

/** Word lists that a text defines are the shop's from now on, in place of those of the same name. */
export async function storeWordLists(tx: Tx, shopId: string, lists: readonly WordList[]): Promise<void> {
  for (const { name, words } of lists) {
    await tx
      .insertInto('word_list')
      .values({ shop_id: shopId, name, words })
      .onConflict((same) => same.columns(['shop_id', 'name']).doUpdateSet({ words, updated_at: sql`now()` }))
      .execute();
  }
}
