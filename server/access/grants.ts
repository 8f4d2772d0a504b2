import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import { type Ability, abilityOf, type Grant } from './ability.js';
import { rulesSchema } from './rules.js';

/** What a person's roles grant at this moment, their scopes resolved to ids. A person who is not active has none. */
export async function grantsOf(db: Db | Tx, staffId: string): Promise<Grant[]> {
  const rows = await db
    .selectFrom('staff')
    .innerJoin('staff_role', 'staff_role.staff_id', 'staff.id')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select(['role.rules', 'staff.team_id'])
    .select(
      sql<string[]>`array(select id from shop where staff_role.shop_id is null or id = staff_role.shop_id)`.as(
        'shop_ids',
      ),
    )
    .where('staff.id', '=', staffId)
    .where('staff.active', '=', true)
    .orderBy('staff_role.id')
    .execute();
  return rows.map((row) => ({
    staffId,
    shopIds: row.shop_ids,
    teamIds: row.team_id === null ? [] : [row.team_id],
    rules: rulesSchema.parse(row.rules),
  }));
}

/** The ability of a person, for instance of the author of an SOP. */
export async function abilityOfStaff(db: Db | Tx, staffId: string): Promise<Ability> {
  return abilityOf(await grantsOf(db, staffId));
}
