import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '../db/database.js';
import { type Ability, abilityOf, type Grant } from './ability.js';
import { rulesSchema } from './rules.js';

/**
 * What the roles of a person grant at this moment, as text, for a query that reads `staff`. Scopes are resolved to ids,
 * so equal texts mean equal rights.
 */
export const grantsOfStaff: RawBuilder<string> = sql<string>`(
  select coalesce(json_agg(json_build_object(
    'rules', role.rules,
    'team_id', staff.team_id,
    'shop_ids', array(
      select shop.id from shop where staff_role.shop_id is null or shop.id = staff_role.shop_id order by shop.id
    )) order by staff_role.id), '[]')::text
  from staff_role join role on role.id = staff_role.role_id
  where staff_role.staff_id = staff.id and (staff_role.until is null or staff_role.until > now()))`;

const grantSchema = z.object({ rules: rulesSchema, team_id: z.string().nullable(), shop_ids: z.array(z.string()) });
const grantsSchema = z.array(grantSchema);

/** The last ability made for each person, and what it was made of. */
const abilities = new Map<string, { grants: string; ability: Ability }>();

/** The ability of a person to whom this is granted; compiled anew only when it is not what was granted last time. */
export function abilityFrom(staffId: string, grants: string): Ability {
  const last = abilities.get(staffId);
  if (last?.grants === grants) return last.ability;
  const ability = abilityOf(parseGrants(staffId, grants));
  abilities.set(staffId, { grants, ability });
  return ability;
}

/** What {@link grantsOfStaff} says, as data. */
export function parseGrants(staffId: string, grants: string): Grant[] {
  return grantsSchema.parse(JSON.parse(grants)).map((grant) => toGrant(staffId, grant));
}

function toGrant(staffId: string, { rules, team_id, shop_ids }: z.infer<typeof grantSchema>): Grant {
  return { staffId, shopIds: shop_ids, teamIds: team_id === null ? [] : [team_id], rules };
}

/** The ability of a person, for instance of the author of an SOP. A person who is not active has none. */
export async function abilityOfStaff(db: Db | Tx, staffId: string): Promise<Ability> {
  const staff = await db
    .selectFrom('staff')
    .select(grantsOfStaff.as('grants'))
    .where('id', '=', staffId)
    .where('active', '=', true)
    .executeTakeFirst();
  return staff ? abilityFrom(staffId, staff.grants) : abilityOf([]);
}

/** One role of a person as it was given: `shop_id` null is every shop, `until` null for good. */
export interface StaffGrant {
  key: string;
  name_zh: string;
  name_en: string;
  shop_id: string | null;
  until: Date | null;
  rules: unknown;
  team_id: string | null;
  shop_ids: string[];
}

/** The roles of a person that hold at this moment, each by itself: for telling which of them grants what. */
export async function staffGrants(db: Db | Tx, staffId: string): Promise<StaffGrant[]> {
  const { rows } = await sql<StaffGrant>`
    select role.key, role.name_zh, role.name_en, staff_role.shop_id, staff_role.until, role.rules, staff.team_id,
      array(select shop.id::text from shop where staff_role.shop_id is null or shop.id = staff_role.shop_id order by shop.id)
        as shop_ids
    from staff_role join role on role.id = staff_role.role_id join staff on staff.id = staff_role.staff_id
    where staff_role.staff_id = ${staffId} and (staff_role.until is null or staff_role.until > now())
    order by staff_role.id`.execute(db);
  return rows;
}

export function parseGrant(staffId: string, grant: StaffGrant): Grant {
  return toGrant(staffId, grantSchema.parse(grant));
}
