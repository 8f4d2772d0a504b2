import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext } from '../engine/step-context.js';

/** One of a group, as the people of the shop know the fan. */
export interface Member {
  enrolment: string;
  /** The root fan. */
  fan: string;
  owner: string | null;
  /** The owner's. */
  team: string | null;
}

/** By fan. An owner who has left the company is none. */
export async function membersOf({ tx, version }: StepContext, group: Group): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select member.id as enrolment, member.root_id as fan, owner.id as owner, s.team_id as team
    from (select e.id, f.root_id ${fromGroup(group)}) member
    left join fan_shop s on s.shop_id = ${version.shopId} and s.fan_id = member.root_id
    left join staff owner on owner.id = s.owner_id and owner.active
    order by member.root_id, member.id`.execute(tx);
  return rows;
}
