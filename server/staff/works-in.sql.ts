import { type Expression, sql, type RawBuilder } from 'kysely';

/** Whether a person's account is in use and has a role in the shop that has not ended. */
export function worksIn(staffId: Expression<unknown>, shopId: string): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from staff person join staff_role held on held.staff_id = person.id
    where person.id = ${staffId} and person.active and (held.shop_id = ${shopId} or held.shop_id is null)
      and (held.until is null or held.until > now()))`;
}
