import { sql } from 'kysely';
import { abilityOf, type Grant, mayAtAll } from '../access/ability.js';
import { parseGrant, type StaffGrant, staffGrants } from '../access/grants.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { ruleParts } from '../access/rule-parts.js';
import type { Rule } from '../access/rules.js';
import { hasMask } from '../access/tables.js';
import { scopedDb } from '../access/scoped-db.js';
import type { Actor } from '../account/session.service.js';
import type { Db } from '../db/database.js';
import { notFound, unknownField } from '../problem/common.js';
import { answerInWords, type FieldState, notOpened, rowsInWords, stateInWords } from './why.words.js';

export interface Question {
  staff: string;
  fan: string;
  /** Of the fan: `phone`, or a key such as `custom.灯牌等级`. */
  field?: string | undefined;
}

/**
 * Which roles and rules of a person open or close a fan, and one field of it.
 * @throws Problem REQ404 for a person the asker may not look at, or a fan they may not see unless they administer
 *   everybody's rights; REQ400 for a field that fans do not have
 */
export async function why(db: Db, asker: Actor, question: Question) {
  const { staff, fan, field } = question;
  if (field !== undefined && !isField(field)) throw unknownField('field');
  const person = await personToExplain(db, asker, staff);
  const root = await rootOfFan(db, asker, fan);
  const grants = person.active ? await staffGrants(db, staff) : [];
  const rules = grants.flatMap((grant) =>
    parseGrant(staff, grant)
      .rules.filter((rule) => rule.subject === 'fan')
      .map((rule) => ({ grant, rule })),
  );
  const opens = await whichOpen(
    db,
    root,
    rules.map(({ grant, rule }) => ({ ...parseGrant(staff, grant), rules: [rule] })),
  );
  const lines = rules.map(({ grant, rule }, n) => explain(grant, rule, opens[n] ?? false, field));
  const sees = lines.some((line) => line.opens);
  const told =
    field === undefined
      ? null
      : { name: field, state: best(lines.flatMap((l) => (l.opens && l.field ? l.field.state : []))) };
  return {
    staff: { id: staff, name: person.name, active: person.active },
    sees,
    field: sees ? told : null,
    text: person.active ? answerInWords(person.name, sees, told) : disabled(person.name),
    rules: lines,
  };
}

/** Everything a person's roles grant at this moment, rule by rule. Throws a Problem: REQ404. */
export async function effectiveRights(db: Db, asker: Actor, staff: string) {
  const person = await personToExplain(db, asker, staff);
  const grants = person.active ? await staffGrants(db, staff) : [];
  return {
    staff: { id: staff, name: person.name, active: person.active },
    roles: grants.map((grant) => ({
      role: roleOf(grant),
      shop_id: grant.shop_id,
      until: grant.until,
      rules: parseGrant(staff, grant).rules.map(({ condition, ...rule }) => ({
        ...asShown(rule),
        ...(condition && { condition: condition.text }),
        text: rowsInWords(rule.rows, condition?.text),
      })),
    })),
  };
}

/** Anybody may ask about themselves; about others only who may look over their shoulder. */
async function personToExplain(db: Db, asker: Actor, staff: string) {
  return db
    .selectFrom('staff')
    .select(['name', 'active'])
    .where('id', '=', staff)
    .$if(staff !== asker.staffId, (query) => query.where(rowsIn(scopeOf(asker.ability, 'view_as', 'staff'), 'staff')))
    .executeTakeFirstOrThrow(notFound);
}

/**
 * Who sees fans asks about those they see. IT sees none and has to answer for everybody's rights: it is told of a fan by
 * id alone, and learns nothing of it but which rules open it.
 */
async function rootOfFan(db: Db, asker: Actor, fan: string): Promise<string> {
  const administers = mayAtAll(asker.ability, 'update', 'role') && !mayAtAll(asker.ability, 'read', 'fan');
  const source = administers ? db.selectFrom('fan') : scopedDb(db, asker.ability).selectFrom('fan');
  return (await source.select('root_id').where('id', '=', fan).executeTakeFirstOrThrow(notFound)).root_id;
}

/** For each grant whether it opens the fan in some shop. */
async function whichOpen(db: Db, root: string, grants: Grant[]): Promise<boolean[]> {
  if (grants.length === 0) return [];
  const scopes = grants.map((grant) => rowsIn(scopeOf(abilityOf([grant]), 'read', 'fan'), 'fan_shop'));
  const { rows } = await sql<{ opens: boolean[] }>`
    select array[${sql.join(scopes.map((scope) => sql`coalesce(bool_or(${scope}), false)`))}] as opens
    from fan_shop where fan_id = ${root}`.execute(db);
  return rows[0]?.opens ?? [];
}

function explain(grant: StaffGrant, rule: Rule, opens: boolean, field: string | undefined) {
  const state = field === undefined ? null : stateOf(rule, field);
  return {
    role: roleOf(grant),
    shop_id: grant.shop_id,
    until: grant.until,
    rows: rowsInWords(rule.rows, rule.condition?.text),
    opens,
    reason: opens ? null : rule.actions.includes('read') ? notOpened(rule.rows) : notReading,
    field: state && { state, text: stateInWords[state] },
  };
}

const notReading = { zh: '这条规则不含查看', en: 'the rule does not grant reading' };

function stateOf(rule: Rule, field: string): FieldState {
  const { hidden, masked } = asShown(rule);
  const [whole = field] = field.split('.', 1);
  if (hidden.includes(field) || hidden.includes(whole)) return 'hidden';
  return masked.includes(field) ? 'masked' : 'visible';
}

/** What is masked but has no masked form is not shown at all. */
function asShown<R extends Pick<Rule, 'subject' | 'masked' | 'hidden'>>(rule: R): R {
  const masked = rule.masked.filter((field) => hasMask(rule.subject, field));
  return { ...rule, masked, hidden: [...rule.hidden, ...rule.masked.filter((field) => !masked.includes(field))] };
}

function best(states: FieldState[]): FieldState {
  return (['visible', 'masked'] as const).find((state) => states.includes(state)) ?? 'hidden';
}

function isField(name: string): boolean {
  const parts = ruleParts.find(({ subject }) => subject === 'fan');
  const [whole = name] = name.split('.', 1);
  return whole === name ? (parts?.fields.includes(name) ?? false) : (parts?.json.includes(whole) ?? false);
}

function roleOf({ key, name_zh, name_en }: StaffGrant) {
  return { key, name_zh, name_en };
}

function disabled(name: string) {
  return { zh: `${name} 的账号已停用，什么都看不到。`, en: `The account of ${name} is disabled: they see nothing.` };
}
