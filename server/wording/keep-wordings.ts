import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';

export interface Wording {
  kind: 'segment' | 'rule-tag' | 'score' | 'words' | 'message';
  name: string;
  text: string;
}

/** Keeps the wordings that differ from the last ones, numbered from 1 within the shop, kind and name. */
export async function keepWordings(
  tx: Tx,
  shopId: string,
  authorId: string,
  wordings: readonly Wording[],
): Promise<void> {
  const now = await businessNow(tx);
  for (const { kind, name, text } of wordings) {
    await sql`
      insert into definition_version (shop_id, kind, name, number, text, author_id, published_at)
      select ${shopId}, ${kind}::text, ${name}::text, coalesce(last.number, 0) + 1, ${text}::text, ${authorId}, ${now}
      from (select) one left join lateral (
        select number, text from definition_version
        where shop_id = ${shopId} and kind = ${kind}::text and name = ${name}::text order by number desc limit 1
      ) last on true
      where last.text is distinct from ${text}::text`.execute(tx);
  }
}
