import { sql } from 'kysely';
import { abilityOfStaff } from '@fanloom/server/access/grants.js';
import type { Ability } from '@fanloom/server/access/ability.js';
import type { PackagedRoleKey } from '@fanloom/server/access/packaged-roles.js';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';

export const PASSWORD = 'correct horse 42';

/** Somebody who sees a part of the fans, with the same part as SQL: `$1` is the shop, further values as listed. */
export interface Person {
  login: string;
  staffId: string;
  ability: Ability;
  rows: { condition: string; values: string[] };
}

/** One person for each scope there is: own fans, those of the team with the pool, and the whole shop. */
export async function addPeople(db: Db, shopId: string, fans: number): Promise<Person[]> {
  const own = await addPerson(db, 'own', 'staff', shopId);
  await giveFans(db, shopId, sql`owner_id = ${own}::uuid`, Math.min(2_000, fans / 4), 0);
  const team = await addTeam(db, shopId);
  const manager = await addPerson(db, 'team', 'manager', shopId, team);
  await giveFans(db, shopId, sql`team_id = ${team}::uuid`, Math.min(50_000, fans / 4), fans / 2);
  const operator = await addPerson(db, 'shop', 'operator', shopId);
  await sql`vacuum analyze fan_shop`.execute(db);
  const person = async (login: string, staffId: string, condition: string, values: string[]): Promise<Person> => {
    return { login, staffId, ability: await abilityOfStaff(db, staffId), rows: { condition, values } };
  };
  return [
    await person('own', own, 'shop_id = $1 and owner_id = $2', [own]),
    await person('team', manager, 'shop_id = $1 and (team_id = $2 or owner_id is null)', [team]),
    await person('shop', operator, 'shop_id = $1', []),
  ];
}

async function addPerson(
  db: Db,
  login: string,
  role: PackagedRoleKey,
  shopId: string,
  teamId: string | null = null,
): Promise<string> {
  return db.transaction().execute(async (tx: Tx) => {
    const id = await createAccount(tx, { login, name: login, password: PASSWORD }, 'zh');
    await giveRole(tx, id, role, shopId);
    await tx.updateTable('staff').set({ team_id: teamId }).where('id', '=', id).execute();
    return id;
  });
}

async function addTeam(db: Db, shopId: string): Promise<string> {
  const team = await db
    .insertInto('team')
    .values({ shop_id: shopId, name: 'measured' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return team.id;
}

/** Draws as many fans as told, after the first `from` of the same order. */
async function giveFans(db: Db, shopId: string, set: ReturnType<typeof sql>, fans: number, from: number) {
  await sql`
    update fan_shop set ${set} from (
      select fan_id from fan_shop where shop_id = ${shopId} order by md5(fan_id::text)
      limit ${Math.floor(fans)} offset ${Math.floor(from)}
    ) chosen where fan_shop.shop_id = ${shopId} and fan_shop.fan_id = chosen.fan_id`.execute(db);
}
