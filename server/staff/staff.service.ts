import { sql } from 'kysely';
import { requireInShop } from '../access/in-shop.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { revokeTokensOf } from '../account/api-token.js';
import { joinTeam } from '../account/join-team.sql.js';
import { requireManagesAll } from '../account/manages-all.js';
import { checkPasswordPolicy, hashPassword } from '../account/password.js';
import { type Actor, normalLogin, revokeSessions } from '../account/session.service.js';
import { createAccount, type NewAccount } from '../account/setup.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { conflict, notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import { keepPeople } from '../field/keep-people.js';

/** A role in one shop; without a shop, in every one. `until`: when it ends, an ISO instant; null or absent: never. */
export interface RoleAssignment {
  role: string;
  shop_id: string | null;
  until?: string | null;
}

export interface NewStaff extends NewAccount {
  language: 'zh' | 'en';
  team_id: string | null;
  roles: RoleAssignment[];
}

export interface StaffChange {
  name?: string | undefined;
  active?: boolean | undefined;
  team_id?: string | null | undefined;
  roles?: RoleAssignment[] | undefined;
  /** The roles as they were read. */
  roles_before?: RoleAssignment[] | undefined;
}

/** Adds a person. Throws a Problem: ACC101 for a weak password, STF409 for a login that is taken, STF422 for a role or team. */
export async function addStaff(db: Db, actor: Actor, input: NewStaff): Promise<string> {
  checkPasswordPolicy(input.password, input.login);
  return db.transaction().execute(async (tx) => {
    const taken = await tx
      .selectFrom('staff')
      .select('id')
      .where('login', '=', normalLogin(input.login))
      .executeTakeFirst();
    if (taken) throw conflict('STF409', '这个登录名已被使用，请换一个。', 'This login is taken. Choose another one.');
    const staffId = await keepPeople(tx, async () => {
      const id = await createAccount(tx, input, input.language);
      await assignTeam(tx, actor, id, input.team_id);
      await assignRoles(tx, actor, id, input.roles);
      return id;
    });
    await record(tx, actor, 'staff.create', staffId, { roles: input.roles });
    return staffId;
  });
}

/**
 * Changes a person. Disabling ends their sessions and API tokens at once; new roles hold from the next request.
 * @throws Problem REQ404 for somebody the actor does not manage, REQ403 for more than the actor may give, STF410 when nobody
 *   could manage people any more, STF412 when the roles are no longer as they were read
 */
export async function changeStaff(db: Db, actor: Actor, staffId: string, change: StaffChange): Promise<void> {
  const { roles_before, ...told } = change;
  await retryingTransaction(db, async (tx) => {
    await requireManaged(tx, actor, staffId);
    if (change.active === true) await forgetAtProvider(tx, staffId);
    await keepPeople(tx, () => applyChange(tx, actor, staffId, told, roles_before));
    await requireAdministrator(tx);
    const { roles } = told;
    await record(tx, actor, 'staff.change', staffId, { fields: Object.keys(told), ...(roles && { roles }) });
  });
}

async function applyChange(
  tx: Tx,
  actor: Actor,
  staffId: string,
  { roles, team_id, ...fields }: Omit<StaffChange, 'roles_before'>,
  rolesBefore: RoleAssignment[] | undefined,
): Promise<void> {
  if (Object.values(fields).some((value) => value !== undefined)) {
    await tx.updateTable('staff').set(fields).where('id', '=', staffId).execute();
  }
  if (team_id !== undefined) await assignTeam(tx, actor, staffId, team_id);
  if (rolesBefore) await requireRoles(tx, staffId, rolesBefore);
  if (roles) await assignRoles(tx, actor, staffId, roles);
  if (fields.active === false) {
    await revokeSessions(tx, staffId);
    await revokeTokensOf(tx, staffId, actor.staffId);
  }
}

/** Of somebody who is enabled again: whoever logs in with their address next is who they are. */
async function forgetAtProvider(tx: Tx, staffId: string): Promise<void> {
  const disabled = tx.selectFrom('staff').select('id').where('id', '=', staffId).where('active', '=', false);
  await tx.deleteFrom('sso_identity').where('staff_id', 'in', disabled).execute();
}

/**
 * Sets a password that the person must change at the next log-in, and ends all their sessions.
 * @throws Problem REQ404, ACC101, REQ403 for an actor who manages only some people
 */
export async function resetPassword(db: Db, actor: Actor, staffId: string, password: string): Promise<void> {
  const person = await requireManaged(db, actor, staffId);
  requireManagesAll(actor);
  checkPasswordPolicy(password, person.login);
  const password_hash = await hashPassword(password);
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('staff')
      .set({ password_hash, password_temporary: true, password_changed_at: sql`now()` })
      .where('id', '=', staffId)
      .execute();
    await revokeSessions(tx, staffId);
    await record(tx, actor, 'staff.reset-password', staffId, {});
  });
}

/** Adds a team to a shop. Throws a Problem: REQ404 for a foreign or missing shop, STF411 for a name that is taken. */
export async function addTeam(db: Db, actor: Actor, shopId: string, name: string): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await requireInShop(tx, actor.ability, 'create', 'staff', shopId);
    const taken = await tx
      .selectFrom('team')
      .select('id')
      .where('shop_id', '=', shopId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (taken)
      throw conflict(
        'STF411',
        '这家店铺已有同名团队，请换个名称。',
        'The shop has a team of this name. Choose another one.',
      );
    const team = await tx
      .insertInto('team')
      .values({ shop_id: shopId, name })
      .returning('id')
      .executeTakeFirstOrThrow();
    await record(tx, actor, 'team.create', team.id, {});
    return team.id;
  });
}

async function requireManaged(db: Db | Tx, actor: Actor, staffId: string) {
  return db
    .selectFrom('staff')
    .select('login')
    .where('id', '=', staffId)
    .where(rowsIn(scopeOf(actor.ability, 'update', 'staff'), 'staff'))
    .executeTakeFirstOrThrow(notFound);
}

/** Whoever could bring themselves and fans into one team would see more than they may. */
async function assignTeam(tx: Tx, actor: Actor, staffId: string, teamId: string | null): Promise<void> {
  if (staffId === actor.staffId) requireManagesAll(actor);
  if (teamId !== null) {
    await tx
      .selectFrom('team')
      .select('id')
      .where('id', '=', teamId)
      .where(rowsIn(scopeOf(actor.ability, 'update', 'staff'), 'team'))
      .executeTakeFirstOrThrow(() => unknownChoice('team_id'));
  }
  if ((await joinTeam(tx, staffId, teamId)) > 0) requireManagesAll(actor);
}

/** Whoever changes roles holds the person's row, so that two who do so at once see each other. */
async function requireRoles(tx: Tx, staffId: string, roles: RoleAssignment[]): Promise<void> {
  await tx.selectFrom('staff').select('id').where('id', '=', staffId).forNoKeyUpdate().execute();
  const held = await tx
    .selectFrom('staff_role')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select(['role.key as role', 'staff_role.shop_id', 'staff_role.until'])
    .where('staff_role.staff_id', '=', staffId)
    .execute();
  const said = (given: { role: string; shop_id: string | null; until?: string | Date | null }[]) =>
    given.map(({ role, shop_id, until }) => JSON.stringify([role, shop_id, until ? new Date(until) : null])).sort();
  if (JSON.stringify(said(held)) !== JSON.stringify(said(roles))) throw changedSince();
}

/** Replaces all roles of a person. */
async function assignRoles(tx: Tx, actor: Actor, staffId: string, roles: RoleAssignment[]): Promise<void> {
  requireManagesAll(actor);
  const roleIds = new Map(
    (await tx.selectFrom('role').select(['id', 'key']).execute()).map((role) => [role.key, role.id]),
  );
  const shopIds = new Set((await tx.selectFrom('shop').select('id').execute()).map((shop) => shop.id));
  await tx.deleteFrom('staff_role').where('staff_id', '=', staffId).execute();
  for (const { role, shop_id, until = null } of roles) {
    const role_id = roleIds.get(role);
    if (role_id === undefined || (shop_id !== null && !shopIds.has(shop_id))) throw unknownChoice('roles');
    await tx
      .insertInto('staff_role')
      .values({ staff_id: staffId, role_id, shop_id, until })
      .onConflict((conflicting) => conflicting.doNothing())
      .execute();
  }
}

/** Nobody may lock everybody out: an active IT administrator for the whole company stays. */
async function requireAdministrator(tx: Tx): Promise<void> {
  // Two such changes at once must not each count on the other's administrator.
  await sql`select pg_advisory_xact_lock(hashtext('staff.administrator'))`.execute(tx);
  const left = await tx
    .selectFrom('staff')
    .innerJoin('staff_role', 'staff_role.staff_id', 'staff.id')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select('staff.id')
    .where('role.key', '=', 'it')
    .where('staff_role.shop_id', 'is', null)
    .where('staff_role.until', 'is', null)
    .where('staff.active', '=', true)
    .executeTakeFirst();
  if (left) return;
  throw conflict(
    'STF410',
    '至少要保留一个启用的 IT 管理员。请先把该角色给另一位同事。',
    'At least one active IT administrator must stay. Give the role to somebody else first.',
  );
}

function changedSince(): Problem {
  return conflict(
    'STF412',
    '这位同事的角色刚被别人改过，您的修改没有保存。请刷新页面，看过现在的角色再改。',
    'Somebody has just changed this person’s roles, so your change was not saved. Reload the page and look at the roles before you change them.',
  );
}

function unknownChoice(path: string): Problem {
  return new Problem(
    422,
    'STF422',
    {
      zh: '所选的角色、团队或店铺不存在。请刷新后重新选择。',
      en: 'A chosen role, team or shop does not exist. Reload and choose again.',
    },
    { fields: [{ path, message: 'Does not exist' }] },
  );
}

function record(
  tx: Tx,
  actor: Actor,
  action: string,
  subjectId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return appendAudit(tx, {
    actorId: actor.staffId,
    action,
    subject: action.startsWith('team') ? 'team' : 'staff',
    subjectId,
    detail,
  });
}
