import { abilityOfStaff } from '../access/grants.js';
import { generatePassword } from '../account/generate-password.js';
import { type Actor, normalLogin } from '../account/session.service.js';
import { UserError } from '../config/user-error.js';
import type { Db } from '../db/database.js';
import { addStaff, changeStaff, type RoleAssignment } from '../staff/staff.service.js';
import type { StaffRow } from './staff-file.js';

/** What became of one person. `password` is told once: its owner must change it at the first log-in. */
export interface StaffOutcome {
  login: string;
  outcome: 'added' | 'changed' | 'disabled';
  password?: string;
}

/** The person in whose name a command works. Throws a UserError (STFCLI003) for an unknown or disabled one. */
export async function actorNamed(db: Db, login: string): Promise<Actor> {
  const person = await db
    .selectFrom('staff')
    .select(['id', 'login', 'name'])
    .where('login', '=', normalLogin(login))
    .where('active', '=', true)
    .executeTakeFirst();
  if (!person) {
    throw new UserError('STFCLI003', {
      zh: `没有登录名为“${login}”的在职员工。请用 --as 写一位 IT 管理员的登录名。`,
      en: `There is no active person with the login “${login}”. Name an IT administrator with --as.`,
    });
  }
  const ability = await abilityOfStaff(db, person.id);
  return {
    staffId: person.id,
    sessionId: '',
    login: person.login,
    name: person.name,
    language: 'zh',
    duty: null,
    ability,
  };
}

/**
 * Adds the person of a row, or changes them when the login is there: running the same file again changes nothing.
 * @throws UserError STFCLI004 to STFCLI006 for a row that cannot be read, and what adding and changing people throws
 */
export async function provision(db: Db, actor: Actor, row: StaffRow): Promise<StaffOutcome> {
  if (row.login === '') throw wrongRow('STFCLI004', '账号是空的。', 'The login is empty.');
  const active = row.active === undefined ? undefined : readActive(row.active);
  const roles = row.roles === undefined ? undefined : await readRoles(db, row.roles);
  const team_id = row.team === undefined ? undefined : await findTeam(db, row.team, roles);
  const login = normalLogin(row.login);
  const known = await db.selectFrom('staff').select(['id', 'active']).where('login', '=', login).executeTakeFirst();
  if (known) {
    await changeStaff(db, actor, known.id, {
      ...(row.name !== undefined && { name: row.name }),
      ...(roles && { roles }),
      ...(team_id !== undefined && { team_id }),
      ...(active !== undefined && active !== known.active && { active }),
    });
    return { login, outcome: active === false ? 'disabled' : 'changed' };
  }
  const password = generatePassword();
  const account = { login, name: row.name ?? row.login, password, temporary: true, language: 'zh' } as const;
  const id = await addStaff(db, actor, { ...account, team_id: team_id ?? null, roles: roles ?? [] });
  if (active === false) await changeStaff(db, actor, id, { active });
  return { login, outcome: 'added', password };
}

/** Disables somebody: their sessions and tokens end at once. Throws a UserError: STFCLI004 for an unknown login. */
export async function disable(db: Db, actor: Actor, login: string): Promise<StaffOutcome> {
  const known = await db.selectFrom('staff').select('id').where('login', '=', normalLogin(login)).executeTakeFirst();
  if (!known) throw wrongRow('STFCLI004', `没有账号“${login}”。`, `There is no login “${login}”.`);
  await changeStaff(db, actor, known.id, { active: false });
  return { login: normalLogin(login), outcome: 'disabled' };
}

function readActive(text: string): boolean {
  const folded = text.toLowerCase();
  if (['yes', 'true', '1', '是', '在用'].includes(folded)) return true;
  if (['no', 'false', '0', '否', '停用'].includes(folded)) return false;
  throw wrongRow('STFCLI004', `“在用”请写 是 或 否，不是“${text}”。`, `Write yes or no under active, not “${text}”.`);
}

/** `service@旗舰店; analyst`: a role, by key or name, in a shop, or in every shop. */
async function readRoles(db: Db, text: string): Promise<RoleAssignment[]> {
  const roles = await db.selectFrom('role').select(['key', 'name_zh', 'name_en']).execute();
  const shops = await db.selectFrom('shop').select(['id', 'name']).execute();
  return text
    .split(/[;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [named = '', shopName] = part.split('@').map((piece) => piece.trim());
      const role = roles.find(({ key, name_zh, name_en }) => [key, name_zh, name_en].includes(named));
      const shop = shops.find(({ name }) => name === shopName);
      if (!role) throw wrongRow('STFCLI005', `没有角色“${named}”。`, `There is no role “${named}”.`);
      if (shopName !== undefined && !shop)
        throw wrongRow('STFCLI006', `没有店铺“${shopName}”。`, `There is no shop “${shopName}”.`);
      return { role: role.key, shop_id: shop?.id ?? null };
    });
}

/** Names of teams are unique within a shop only, so that of a shop in which the person works goes before. */
async function findTeam(db: Db, name: string, roles: RoleAssignment[] = []): Promise<string> {
  const teams = await db.selectFrom('team').select(['id', 'shop_id']).where('name', '=', name).execute();
  const own = teams.filter(({ shop_id }) => roles.some((role) => role.shop_id === shop_id));
  const [team, ...others] = own.length > 0 ? own : teams;
  if (team && others.length === 0) return team.id;
  throw wrongRow(
    'STFCLI006',
    `没有小组“${name}”，或不止一家店铺有它。`,
    `There is no team “${name}”, or more than one shop has it.`,
  );
}

function wrongRow(code: string, zh: string, en: string): UserError {
  return new UserError(code, { zh: `${zh}请改正后重新运行。`, en: `${en} Correct it and run again.` });
}
