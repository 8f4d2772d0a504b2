import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { type ChangedTag, tellOfTags } from './tell-of-tags.js';

const AT_ONCE = 1_000;

/**
 * Takes tags off whose time is over, those of one shop at a time.
 * @returns false when there are none
 */
export async function expireTags(db: Db): Promise<boolean> {
  return retryingTransaction(db, async (tx) => {
    const now = await businessNow(tx);
    const { rows } = await sql<ChangedTag & { shop_id: string }>`
      with over as (
        select c.fan_id, c.tag_id, t.shop_id, t.name from tag t join fan_tag c on c.tag_id = t.id
        where t.shop_id = (select d.shop_id from tag d join fan_tag e on e.tag_id = d.id
            where d.keep_days is not null and e.added_at < ${now}::timestamptz - make_interval(days => d.keep_days) limit 1)
          and t.keep_days is not null and c.added_at < ${now}::timestamptz - make_interval(days => t.keep_days)
        order by c.fan_id limit ${AT_ONCE} for update of c
      )
      delete from fan_tag c using over where c.fan_id = over.fan_id and c.tag_id = over.tag_id
      returning c.fan_id, over.name as tag, over.shop_id`.execute(tx);
    const [first] = rows;
    if (!first) return false;
    const id = `expire ${now.toISOString()}`;
    await tellOfTags(tx, { shopId: first.shop_id, id, type: 'tag.remove', now }, rows);
    return true;
  });
}
