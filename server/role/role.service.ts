import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { ruleParts } from '../access/rule-parts.js';
import { type Rule, rulesSchema, type WrittenRule } from '../access/rules.js';
import { scopedDb } from '../access/scoped-db.js';
import type { Actor } from '../account/session.service.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { uuid7 } from '../db/uuid7.js';
import { conflict, invalidRequest, notFound } from '../problem/common.js';
import type { FieldProblem } from '../problem/problem.js';
import { compileRoleCondition } from './role-condition.js';

export interface RoleInput {
  name_zh: string;
  name_en: string;
  rules: WrittenRule[];
}

/** Adds a role of the customer's own. Throws a Problem: REQ400 for a rule that says nothing sensible, ROLE422 for its condition. */
export async function addRole(db: Db, actor: Actor, input: RoleInput): Promise<string> {
  const rules = compileRules(input.rules);
  return db.transaction().execute(async (tx) => {
    const role = { name_zh: input.name_zh, name_en: input.name_en, rules: JSON.stringify(rules) };
    // Drawn here: not every maker may read it.
    const id = uuid7();
    await scopedDb(tx, actor.ability)
      .insertInto('role')
      .values({ ...role, id, key: `own-${randomUUID().slice(0, 8)}` })
      .returning('id')
      .executeTakeFirstOrThrow(notFound);
    await record(tx, actor, 'role.create', id, { after: written({ ...input, rules }) });
    return id;
  });
}

/**
 * Changes a role; it holds for everybody who has it from their next request on.
 * @param input with the time at which it was changed last when it was read
 * @throws Problem REQ404, ROLE409 for a packaged role, ROLE411 for one that somebody else has changed since it was read,
 * REQ400 and ROLE422 as {@link addRole}
 */
export async function changeRole(
  db: Db,
  actor: Actor,
  id: string,
  { readAt, ...input }: RoleInput & { readAt: Date },
): Promise<void> {
  const rules = compileRules(input.rules);
  await db.transaction().execute(async (tx) => {
    const before = await ownRole(tx, actor, id);
    if (before.updated_at.getTime() !== readAt.getTime()) throw changedSince();
    await scopedDb(tx, actor.ability)
      .updateTable('role')
      .set({ name_zh: input.name_zh, name_en: input.name_en, rules: JSON.stringify(rules) })
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirstOrThrow(notFound);
    await tx
      .updateTable('role')
      .set({ updated_at: sql`clock_timestamp()` })
      .where('id', '=', id)
      .execute();
    await record(tx, actor, 'role.change', id, {
      before: written({ ...before, rules: rulesSchema.parse(before.rules) }),
      after: written({ ...input, rules }),
    });
  });
}

/** Removes a role. Throws a Problem: REQ404, ROLE409 for a packaged role, ROLE410 while somebody has it. */
export async function removeRole(db: Db, actor: Actor, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await ownRole(tx, actor, id);
    const held = await tx.selectFrom('staff_role').select('id').where('role_id', '=', id).executeTakeFirst();
    if (held) throw stillHeld();
    await scopedDb(tx, actor.ability)
      .deleteFrom('role')
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirstOrThrow(notFound);
    await record(tx, actor, 'role.delete', id, {
      before: written({ ...before, rules: rulesSchema.parse(before.rules) }),
    });
  });
}

/** The row stays locked, so that nobody is given the role while it changes or goes. */
async function ownRole(tx: Tx, actor: Actor, id: string) {
  const visible = await scopedDb(tx, actor.ability)
    .selectFrom('role')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!visible) throw notFound();
  const role = await tx
    .selectFrom('role')
    .select(['name_zh', 'name_en', 'packaged', 'rules', 'updated_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow(notFound);
  if (role.packaged) {
    throw conflict(
      'ROLE409',
      '内置角色不能修改。请复制一份，再改副本。',
      'Packaged roles cannot be changed. Make a copy and change that.',
    );
  }
  return role;
}

function changedSince() {
  return conflict(
    'ROLE411',
    '这个角色刚被别人改过，您的修改没有保存。请刷新页面，看过现在的规则再改。',
    'Somebody has just changed this role, so your change was not saved. Reload the page and look at its rules before you change them.',
  );
}

function stillHeld() {
  return conflict(
    'ROLE410',
    '还有同事在用这个角色。请先给他们换成别的角色。',
    'Somebody still has this role. Give them another one first.',
  );
}

function compileRules(rules: WrittenRule[]): Rule[] {
  const problems = rules.flatMap((rule, n) => problemsOf(rule, `rules.${String(n)}`));
  if (problems.length > 0) throw invalidRequest(problems);
  return rules.map(({ condition, ...rule }, n) => ({
    ...rule,
    ...(condition !== undefined && {
      condition: { text: condition, tree: compileRoleCondition(condition, `rules.${String(n)}.condition`) },
    }),
  }));
}

/** What a rule says that its subject cannot keep: it must not come out only when somebody's query is built. */
function problemsOf(rule: WrittenRule, path: string): FieldProblem[] {
  const parts = ruleParts.find((part) => part.subject === rule.subject);
  if (!parts) return [{ path: `${path}.subject`, message: 'There is no such subject' }];
  const isField = (name: string) => {
    const [field = ''] = name.split('.', 1);
    return name === field ? parts.fields.includes(name) : parts.json.includes(field);
  };
  const wrong = (at: keyof WrittenRule, names: readonly string[], known: (name: string) => boolean): FieldProblem[] =>
    names
      .filter((name) => !known(name))
      .map((name) => ({ path: `${path}.${at}`, message: `${name} is not known here` }));
  const byCondition = rule.rows === 'condition';
  return [
    ...wrong('actions', rule.actions, (name) => parts.actions.some((action) => action === name)),
    ...wrong('rows', [rule.rows], (name) => name === 'none' || parts.rows.some((rows) => rows === name)),
    ...wrong('masked', rule.masked, isField),
    ...wrong('hidden', rule.hidden, isField),
    ...wrong('find', rule.find, (name) => parts.find.includes(name)),
    ...(byCondition === (rule.condition !== undefined)
      ? []
      : [{ path: `${path}.condition`, message: 'Rows by condition have one, others have none' }]),
    // A fan who is not there yet cannot meet a condition.
    ...(byCondition && rule.actions.includes('create')
      ? [{ path: `${path}.actions`, message: 'Nothing can be created by condition' }]
      : []),
  ];
}

/** Rules as they were written, for the record. */
function written({ name_zh, name_en, rules }: { name_zh: string; name_en: string; rules: Rule[] }) {
  return {
    name_zh,
    name_en,
    rules: rules.map(({ condition, ...rule }) => ({ ...rule, ...(condition && { condition: condition.text }) })),
  };
}

function record(tx: Tx, actor: Actor, action: string, id: string, detail: Record<string, unknown>): Promise<void> {
  return appendAudit(tx, { actorId: actor.staffId, action, subject: 'role', subjectId: id, detail });
}
