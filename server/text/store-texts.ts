import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { canonicalJson } from '@fanloom/dsl/compile/hash.js';
import type { Tx } from '../db/database.js';

/** A named text that a file defines. */
export interface NamedText {
  name: string;
  /** The definition as written. */
  text: string;
  /** Words by channel. */
  content: Record<string, string>;
}

/** Named texts are the shop's from now on. New words are marketing, whatever the old ones were approved as. */
export async function storeTexts(tx: Tx, shopId: string, authorId: string, texts: readonly NamedText[]): Promise<void> {
  for (const { name, content } of texts) {
    await tx
      .insertInto('message_text')
      .values({
        shop_id: shopId,
        name,
        text: JSON.stringify(content),
        hash: createHash('sha256').update(canonicalJson(content)).digest('hex'),
        author_id: authorId,
      })
      .onConflict((same) =>
        same
          .columns(['shop_id', 'name'])
          .doUpdateSet((eb) => ({
            text: eb.ref('excluded.text'),
            hash: eb.ref('excluded.hash'),
            author_id: eb.ref('excluded.author_id'),
            purpose: sql<string>`'marketing'`,
            approved_by: null,
            approved_at: null,
          }))
          .whereRef('message_text.hash', '<>', 'excluded.hash'),
      )
      .execute();
  }
}
