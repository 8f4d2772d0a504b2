import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/database.js';

/**
 * Whom fields of type person may name: as they are kept, by name and by log-in name in lower case. Null: several are called
 * so, and only their log-in names tell them apart.
 */
export type People = ReadonlyMap<string, string | null>;

/**
 * Whoever works in the shop and whoever has left, as `person (id, login, name, kept)`. They are kept by name, so that it stays
 * to be read when the account is gone; those who share one with their log-in names after it.
 */
export function peopleOf(shopId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select id, login, name, case when count(*) over (partition by lower(name)) > 1 then name || '（' || login || '）' else name end as kept
    from staff someone where name <> '' and (not active or exists (
      select from staff_role held where held.staff_id = someone.id and (held.shop_id = ${shopId} or held.shop_id is null))))`;
}

export async function readPeople(db: Db, shopId: string): Promise<People> {
  const { rows } = await sql<{ login: string; name: string; kept: string }>`
    select login, name, kept from ${peopleOf(sql`${shopId}::uuid`)} person`.execute(db);
  const people = new Map<string, string | null>();
  for (const { name, kept } of rows) people.set(name.toLowerCase(), name === kept ? kept : null);
  for (const { login, kept } of rows) people.set(login.toLowerCase(), kept).set(kept.toLowerCase(), kept);
  return people;
}

/** A person as the fields of a shop keep them. */
export interface Called {
  shop_id: string;
  id: string;
  kept: string;
}

/** Everybody in each shop that has a field of type person. */
export async function readCalled(db: Db): Promise<Called[]> {
  const { rows } = await sql<Called>`
    select shop.id as shop_id, person.id, person.kept
    from shop cross join lateral ${peopleOf(sql`shop.id`)} person
    where exists (select from custom_field where custom_field.shop_id = shop.id and type = 'person')`.execute(db);
  return rows;
}
