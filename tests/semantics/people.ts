import { sql } from 'kysely';
import type { PackagedRoleKey } from '@fanloom/server/access/packaged-roles.js';
import { giveRole } from '@fanloom/server/account/setup.js';
import type { EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

/** A person who works in the shop of the kit. @returns the person's id */
export async function addPerson(
  kit: EngineKit,
  name: string,
  { role = 'staff', team }: { role?: PackagedRoleKey; team?: string } = {},
): Promise<string> {
  const { db, shop } = kit;
  const { id } = await db.insertInto('staff').values({ login: name, name }).returning('id').executeTakeFirstOrThrow();
  await db.transaction().execute((tx) => giveRole(tx, id, role, shop.id));
  if (team === undefined) return id;
  await sql`
    with made as (
      insert into team (shop_id, name) values (${shop.id}, ${team}) on conflict (shop_id, name) do update set name = ${team}
      returning id
    )
    update staff set team_id = made.id from made where staff.id = ${id}`.execute(db);
  return id;
}

/** Gives the fan this owner. */
export async function own(kit: EngineKit, fan: string, owner: string): Promise<void> {
  await sql`
    update fan_shop set owner_id = ${owner}, team_id = (select team_id from staff where id = ${owner})
    where shop_id = ${kit.shop.id} and fan_id = ${fan}`.execute(kit.db);
}

/** Name of the fan's owner. */
export async function ownerOf(kit: EngineKit, fan: string): Promise<string | null> {
  const row = await kit.db
    .selectFrom('fan_shop')
    .leftJoin('staff', 'staff.id', 'fan_shop.owner_id')
    .select('staff.name')
    .where('fan_id', '=', fan)
    .executeTakeFirst();
  return row?.name ?? null;
}

/** Tasks about the fan with the name of whoever has them, by title. */
export function tasksOf(kit: EngineKit, fan: string) {
  return kit.db
    .selectFrom('task')
    .leftJoin('staff', 'staff.id', 'task.assignee_id')
    .select(['task.title', 'task.state', 'task.due_at', 'staff.name as assignee'])
    .where('task.fan_id', '=', fan)
    .orderBy('task.title')
    .execute();
}

/** Who has been told of the fan, and what, oldest first. */
export async function noticesOf(kit: EngineKit, fan: string): Promise<{ to: string | null; text: unknown }[]> {
  const rows = await kit.db
    .selectFrom('notice')
    .leftJoin('staff', 'staff.id', 'notice.staff_id')
    .select(['staff.name as to', 'notice.text'])
    .where('notice.fan_id', '=', fan)
    .orderBy('notice.created_at')
    .orderBy('staff.name')
    .execute();
  return rows.map(({ to, text }) => ({ to, text }));
}
