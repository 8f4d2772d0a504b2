import { type Expression, sql, type RawBuilder } from 'kysely';

/** Of the rules of a role: it lets people look after fans. Who only counts fans, or manages people, has none to look after. */
const looksAfterFans =
  '$[*] ? (@.subject == "fan" && @.rows != "none" && (@.actions[*] == "update" || @.rows == "own"))';

/** Whether fans of the shop can be a person's: their account is in use, and a role there that has not ended is about fans. */
export function mayOwnFans(staffId: Expression<unknown>, shopId: string): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from staff person join staff_role held on held.staff_id = person.id join role on role.id = held.role_id
    where person.id = ${staffId} and person.active and (held.shop_id = ${shopId} or held.shop_id is null)
      and (held.until is null or held.until > now())
      and jsonb_path_exists(role.rules, ${sql.lit(looksAfterFans)}))`;
}
