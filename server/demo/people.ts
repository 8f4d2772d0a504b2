import type { PackagedRoleKey } from '../access/packaged-roles.js';
import { abilityOfStaff } from '../access/grants.js';
import { isSetupNeeded, setUp, type NewAccount } from '../account/setup.js';
import type { Actor } from '../account/session.service.js';
import { UserError } from '../config/user-error.js';
import type { Db } from '../db/database.js';
import { addStaff, addTeam } from '../staff/staff.service.js';
import { SHOP_NAME } from './generate/world.js';

export interface DemoPerson extends NewAccount {
  role: PackagedRoleKey;
  inTeam: boolean;
}

/** One of each role, and two staff. The passwords are no secret: they are shown at each start of the demo. */
export const PEOPLE = {
  it: person('it', '伊工', 'it', false),
  lin: person('lin', '林悦', 'operator', false),
  he: person('he', '何川', 'manager', true),
  zhou: person('zhou', '周敏', 'staff', true),
  chen: person('chen', '陈晨', 'staff', true),
  an: person('an', '安然', 'analyst', false),
};

/** Names by which the follower list tells whose fans they are. */
export const OWNERS = [PEOPLE.zhou.name, PEOPLE.chen.name] as const;

const TEAM = '直播一组';

const LINKS = {
  'shop.link': 'https://xiaoyu.example/',
  'shop.tutorial_link': 'https://xiaoyu.example/how-to',
  'shop.phone': '0571-88880000',
  'live.link': 'https://live.xiaoyu.example/',
  'live.short_link': 'https://xy.example/live',
  'coupon.link': 'https://xy.example/c/',
};

function person(login: string, name: string, role: PackagedRoleKey, inTeam: boolean): DemoPerson {
  // As long as a password has to be, also for the shortest login.
  return { login, name, role, inTeam, password: `${login}-xiaoyu-demo`.padEnd(15, '-') };
}

/**
 * Sets up the demo shop, its people and its team, or finds what an earlier start has set up of them.
 * Throws a UserError (DEMO001) when the installation belongs to somebody else.
 */
export async function setUpShop(db: Db): Promise<{ shopId: string }> {
  if (await isSetupNeeded(db)) {
    const { it, lin } = PEOPLE;
    await setUp(db, { shop: { name: SHOP_NAME }, administrator: it, operator: lin });
  }
  const shop = await db.selectFrom('shop').select('id').where('name', '=', SHOP_NAME).executeTakeFirst();
  if (!shop || !(await staffId(db, PEOPLE.it.login))) throw notEmpty();
  await db
    .updateTable('shop')
    .set({ links: JSON.stringify(LINKS) })
    .where('id', '=', shop.id)
    .execute();

  const administrator = await actorFor(db, PEOPLE.it);
  const teamId = await teamIn(db, administrator, shop.id);
  for (const { role, inTeam, ...account } of Object.values(PEOPLE)) {
    if (await staffId(db, account.login)) continue;
    const roles = [{ role, shop_id: shop.id }];
    await addStaff(db, administrator, { ...account, language: 'zh', team_id: inTeam ? teamId : null, roles });
  }
  return { shopId: shop.id };
}

/** One of the demo's people as the services know who acts. */
export async function actorFor(db: Db, { login, name }: DemoPerson): Promise<Actor> {
  const id = await staffId(db, login);
  if (id === undefined) throw notEmpty();
  return { staffId: id, sessionId: '', login, name, language: 'zh', duty: null, ability: await abilityOfStaff(db, id) };
}

async function staffId(db: Db, login: string): Promise<string | undefined> {
  const row = await db.selectFrom('staff').select('id').where('login', '=', login).executeTakeFirst();
  return row?.id;
}

async function teamIn(db: Db, administrator: Actor, shopId: string): Promise<string> {
  const team = await db
    .selectFrom('team')
    .select('id')
    .where('shop_id', '=', shopId)
    .where('name', '=', TEAM)
    .executeTakeFirst();
  return team?.id ?? addTeam(db, administrator, shopId, TEAM);
}

function notEmpty(): UserError {
  return new UserError('DEMO001', {
    zh: '这个数据目录里已有别的店铺，演示不会改动它。请用 --data 指定一个新目录，例如 --data .fanloom-demo。',
    en: 'This data folder already holds another shop, which the demo leaves alone. Name a new folder, for example --data .fanloom-demo.',
  });
}
