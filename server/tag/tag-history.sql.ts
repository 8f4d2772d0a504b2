import { sql } from 'kysely';
import type { Db } from '../db/database.js';

/** One thing that was done to a tag, or with it to many fans at once. */
export interface TagChange {
  at: Date;
  who: string | null;
  what: 'create' | 'update' | 'rule' | 'tag' | 'untag' | 'undo';
  /** The rule as it was written, the name before, or null. */
  detail: string | null;
  /** Fans for whom it changed something. */
  fans: number | null;
}

const SHOWN = 100;

/** What has happened to a tag, newest first. */
export async function readTagHistory(db: Db, tag: { id: string; shop_id: string; name: string }): Promise<TagChange[]> {
  const { rows } = await sql<TagChange>`
    select h.at, staff.name as who, h.what, h.detail, h.fans from (
      select a.at, a.actor_id as by, split_part(a.action, '.', 2) as what, nullif(a.detail ->> 'before', ${tag.name}) as detail,
        null::int as fans
      from audit a where a.shop_id = ${tag.shop_id} and a.subject = 'tag' and a.subject_id = ${tag.id}
        and a.action in ('tag.create', 'tag.update')
      union all
      select v.published_at, v.author_id, 'rule', v.text, null from definition_version v
      where v.shop_id = ${tag.shop_id} and v.kind = 'rule-tag' and v.name = ${tag.name}
      union all
      select j.created_at, j.staff_id, j.action ->> 'kind', null, j.changed from fan_job j
      where j.shop_id = ${tag.shop_id}
        and coalesce(j.action -> 'of', j.action) -> 'tag_ids' ? ${tag.id}::text
    ) h left join staff on staff.id = h.by
    order by h.at desc limit ${SHOWN}`.execute(db);
  return rows;
}
