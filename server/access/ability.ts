import { createMongoAbility, type ForcedSubject, type MongoAbility } from '@casl/ability';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Action, Rule } from './rules.js';
import { fieldsOf } from './tables.js';
import type { Subject } from './tables/subject.js';

/** Where and for whom a role holds. Resolved to plain ids, so that no rule needs a subquery to know its scope. */
export interface Grant {
  staffId: string;
  shopIds: string[];
  teamIds: string[];
  rules: Rule[];
}

/** Which rows a rule covers, in the operators the SQL compiler knows. A type, since CASL asks for an index signature. */
export type RowCondition = {
  shop_id?: { $in: string[] };
  owner_id?: string | null;
  team_id?: { $in: string[] };
  /** Holds for the fan that the row is of. In memory it never does: only the database can tell. */
  fan?: Condition;
  $and?: RowCondition[];
};

/** `mask`: the fields shown masked; `find`: those an exact value may be looked up by. */
export type AbilityAction = Action | 'mask' | 'find';

/** What a row says about where it belongs: enough to ask CASL about it in memory. */
export interface RowAttributes {
  shop_id: string | null;
  owner_id: string | null;
  team_id: string | null;
}

export type Ability = MongoAbility<[AbilityAction, Subject | (RowAttributes & ForcedSubject<Subject>)], RowCondition>;

interface AbilityRule {
  action: AbilityAction;
  subject: Subject;
  fields: string[];
  conditions?: RowCondition;
}

/**
 * Adds up what several roles grant. Each rule keeps its own rows and fields, so one role's fields never show in rows
 * that only another one opens. No rule forbids: what is not granted is not there.
 */
export function abilityOf(grants: Grant[]): Ability {
  return createMongoAbility<Ability>(compileAll(grants, keysNamed(grants)));
}

/** What both may read, and nothing else: a look over somebody's shoulder shows no more than either of the two may see. */
export function sharedView(one: Grant[], other: Grant[]): Ability {
  const keys = keysNamed([...one, ...other]);
  const others = compileAll(other, keys);
  const shared = compileAll(one, keys).flatMap((a) => others.flatMap((b) => sharedRule(a, b) ?? []));
  return createMongoAbility<Ability>(shared);
}

function sharedRule(a: AbilityRule, b: AbilityRule): AbilityRule | undefined {
  const action = sharedAction(a.action, b.action);
  if (a.subject !== b.subject || action === undefined) return undefined;
  const both = [a.conditions, b.conditions].filter((conditions) => conditions !== undefined);
  const conditions = both.length === 2 ? { $and: both } : both[0];
  const fields = a.fields.filter((field) => b.fields.includes(field));
  return { action, subject: a.subject, fields, ...(conditions && { conditions }) };
}

const showing: readonly AbilityAction[] = ['read', 'mask'];

/** What one sees masked, both see masked at most. */
function sharedAction(a: AbilityAction, b: AbilityAction): AbilityAction | undefined {
  if (a === b) return [...showing, 'find'].includes(a) ? a : undefined;
  return showing.includes(a) && showing.includes(b) ? 'mask' : undefined;
}

/** Keys of JSON fields that some rule withholds, by subject. A rule that does not name one shows it. */
function keysNamed(grants: Grant[]): Map<Subject, Set<string>> {
  const named = new Map<Subject, Set<string>>();
  for (const { subject, masked, hidden } of grants.flatMap((grant) => grant.rules)) {
    const keys = [...masked, ...hidden].filter(isKey);
    named.set(subject, new Set([...(named.get(subject) ?? []), ...keys]));
  }
  return named;
}

function isKey(field: string): boolean {
  return field.includes('.');
}

function compileAll(grants: Grant[], keys: Map<Subject, Set<string>>): AbilityRule[] {
  return grants.flatMap((grant) => grant.rules.flatMap((rule) => compile(rule, grant, keys)));
}

function compile(rule: Rule, grant: Grant, keys: Map<Subject, Set<string>>): AbilityRule[] {
  if (rule.rows === 'none') return [];
  const withheld = new Set([...rule.masked, ...rule.hidden]);
  const all = [...fields(rule.subject), ...(keys.get(rule.subject) ?? [])];
  const visible = all.filter((field) => !withheld.has(field));
  // A key has no masked form: it is left out. Naming it here says so for these rows.
  const masked = [...rule.masked.filter((field) => !rule.hidden.includes(field)), ...rule.hidden.filter(isKey)];
  const conditions = rowCondition(rule, grant);
  // `id` stands for the row itself, so that a rule without any visible field still is one about rows, not about none.
  const build = (action: AbilityAction, names: string[]): AbilityRule => ({
    action,
    subject: rule.subject,
    fields: ['id', ...names],
    ...(conditions && { conditions }),
  });
  return [
    // Unmasking is about what is masked; every other action about what is visible.
    ...rule.actions.map((action) => build(action, action === 'unmask' ? [...visible, ...masked] : visible)),
    ...(rule.actions.includes('read') && masked.length > 0 ? [build('mask', masked)] : []),
    ...(rule.find.length > 0 ? [build('find', rule.find)] : []),
  ];
}

const fieldCache = new Map<Subject, string[]>();

function fields(subject: Subject): string[] {
  const known = fieldCache.get(subject) ?? fieldsOf(subject);
  fieldCache.set(subject, known);
  return known;
}

function rowCondition(rule: Rule, grant: Grant): RowCondition | undefined {
  const shop_id = { $in: grant.shopIds };
  switch (rule.rows) {
    case 'own':
      return { shop_id, owner_id: grant.staffId };
    case 'team':
      return { shop_id, team_id: { $in: grant.teamIds } };
    case 'pool':
      return { shop_id, owner_id: null };
    case 'shop':
      return { shop_id };
    case 'condition':
      if (!rule.condition) throw new Error('A rule by condition has none');
      return { shop_id, fan: rule.condition.tree };
    case 'all':
      return undefined;
    case 'none':
      throw new Error('A rule about no rows grants nothing');
  }
}

/** True when some row of the subject may be acted on. For guarding a road; rows are checked by the query itself. */
export function mayAtAll(ability: Ability, action: AbilityAction, subject: Subject): boolean {
  return ability.rulesFor(action, subject).length > 0;
}

/** True when the field is shown in some rows: only then may a filter or sort name it. */
export function seesField(ability: Ability, subject: Subject, field: string): boolean {
  return ability.rulesFor('read', subject).some((rule) => rule.fields?.includes(field) ?? false);
}

/** Keys of a JSON field that are withheld in some rows. */
export function withheldKeys(ability: Ability, subject: Subject, field: string): string[] {
  const named = ability.rulesFor('mask', subject).flatMap((rule) => rule.fields ?? []);
  return [...new Set(named.filter((name) => name.startsWith(`${field}.`)))];
}

/** Everything the person may do at all, such as `fan.read`: for building navigation, not for checking. */
export function rightsOf(ability: Ability): string[] {
  return [...new Set(ability.rules.map((rule) => `${String(rule.subject)}.${String(rule.action)}`))].sort();
}
