import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { abilityOfStaff } from '@fanloom/server/access/grants.js';
import type { Ability } from '@fanloom/server/access/ability.js';
import type { PackagedRoleKey } from '@fanloom/server/access/packaged-roles.js';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';

/** Fen. */
const LEAST_SPEND = 30_000;

export const PASSWORD = 'correct horse 42';

/** Somebody who sees a part of the fans, with the same part as SQL: `$1` is the shop, further values as listed. */
export interface Person {
  login: string;
  staffId: string;
  ability: Ability;
  rows: { condition: string; values: (string | number)[] };
}

/** One person for each scope there is: own fans, those of the team with the pool, the whole shop, and fans by a condition. */
export async function addPeople(db: Db, shopId: string, fans: number): Promise<Person[]> {
  const own = await addPerson(db, 'own', 'staff', shopId);
  await giveFans(db, shopId, sql`owner_id = ${own}::uuid`, Math.min(2_000, fans / 4), 0);
  const team = await addTeam(db, shopId);
  const manager = await addPerson(db, 'team', 'manager', shopId, team);
  await giveFans(db, shopId, sql`team_id = ${team}::uuid`, Math.min(50_000, fans / 4), fans / 2);
  const operator = await addPerson(db, 'shop', 'operator', shopId);
  const chooser = await addPerson(db, 'condition', await addRole(db), shopId);
  await sql`vacuum analyze fan_shop`.execute(db);
  const person = async (
    login: string,
    staffId: string,
    condition: string,
    values: (string | number)[],
  ): Promise<Person> => {
    return { login, staffId, ability: await abilityOfStaff(db, staffId), rows: { condition, values } };
  };
  return [
    await person('own', own, 'shop_id = $1 and owner_id = $2', [own]),
    await person('team', manager, 'shop_id = $1 and (team_id = $2 or owner_id is null)', [team]),
    await person('shop', operator, 'shop_id = $1', []),
    await person('condition', chooser, 'shop_id = $1 and spend >= $2', [LEAST_SPEND]),
  ];
}

async function addPerson(
  db: Db,
  login: string,
  role: PackagedRoleKey | { id: string },
  shopId: string,
  teamId: string | null = null,
): Promise<string> {
  return db.transaction().execute(async (tx: Tx) => {
    const id = await createAccount(tx, { login, name: login, password: PASSWORD }, 'zh');
    if (typeof role === 'string') await giveRole(tx, id, role, shopId);
    else await tx.insertInto('staff_role').values({ staff_id: id, role_id: role.id, shop_id: shopId }).execute();
    await tx.updateTable('staff').set({ team_id: teamId }).where('id', '=', id).execute();
    return id;
  });
}

/** A role of the customer: fans who have spent at least so much. */
async function addRole(db: Db): Promise<{ id: string }> {
  const tree: Condition = {
    kind: 'compare',
    left: { kind: 'field', field: { name: 'spend' } },
    op: '>=',
    right: { kind: 'money', fen: LEAST_SPEND },
  };
  const rule = { subject: 'fan', actions: ['read'], rows: 'condition', condition: { text: '购买金额 >= 300元', tree } };
  return db
    .insertInto('role')
    .values({ key: 'measured', name_zh: '测量', name_en: 'Measured', rules: JSON.stringify([rule]) })
    .returning('id')
    .executeTakeFirstOrThrow();
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
