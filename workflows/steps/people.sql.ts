import { type RawBuilder, sql } from 'kysely';
import type { Who } from '@fanloom/dsl/ir/program.js';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Person } from './spread.js';

/** Everybody but a fan's owner, who is another one for each fan. */
export type Post = Exclude<Who, { kind: 'owner' }>;

/** Who fills a post of the shop now, by name, with how many fans wait for them to do a task. */
export async function peopleOf(tx: Tx, shopId: string, post: Post): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select p.id, p.team_id as team, (
      select count(distinct t.fan_id)::int from task t
      where t.assignee_id = p.id and t.state = 'open' and t.shop_id = ${shopId}
    ) as leads
    from staff p where p.active and ${fills(post, shopId)}
    order by p.name collate "C", p.id`.execute(tx);
  return rows;
}

/** A group is a team of the shop, every other post a role. */
function fills(post: Post, shopId: string): RawBuilder<boolean> {
  if (post.kind === 'group') {
    return sql`exists (select from team g where g.id = p.team_id and g.shop_id = ${shopId} and g.name = ${post.name})`;
  }
  return sql`exists (
    select from staff_role held join role r on r.id = held.role_id
    where held.staff_id = p.id and r.key = ${post.kind} and (held.shop_id is null or held.shop_id = ${shopId}))`;
}
