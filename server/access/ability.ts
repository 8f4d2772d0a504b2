import { createMongoAbility, type ForcedSubject, type MongoAbility } from '@casl/ability';
import type { Action, RowSet, Rule, Subject } from './rules.js';
import { fieldsOf } from './tables.js';

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

type AbilityRule = Ability['rules'][number];

/**
 * Adds up what several roles grant. Each rule keeps its own rows and fields, so one role's fields never show in rows
 * that only another one opens. No rule forbids: what is not granted is not there.
 */
export function abilityOf(grants: Grant[]): Ability {
  return createMongoAbility<Ability>(grants.flatMap((grant) => grant.rules.flatMap((rule) => compile(rule, grant))));
}

function compile(rule: Rule, grant: Grant): AbilityRule[] {
  if (rule.rows === 'none') return [];
  const hidden = new Set([...rule.masked, ...rule.hidden]);
  const visible = fields(rule.subject).filter((field) => !hidden.has(field));
  const masked = rule.masked.filter((field) => !rule.hidden.includes(field));
  const conditions = rowCondition(rule.rows, grant);
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

function rowCondition(rows: Exclude<RowSet, 'none'>, grant: Grant): RowCondition | undefined {
  const shop_id = { $in: grant.shopIds };
  switch (rows) {
    case 'own':
      return { shop_id, owner_id: grant.staffId };
    case 'team':
      return { shop_id, team_id: { $in: grant.teamIds } };
    case 'pool':
      return { shop_id, owner_id: null };
    case 'shop':
      return { shop_id };
    case 'all':
      return undefined;
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

/** Everything the person may do at all, such as `fan.read`: for building navigation, not for checking. */
export function rightsOf(ability: Ability): string[] {
  return [...new Set(ability.rules.map((rule) => `${String(rule.subject)}.${String(rule.action)}`))].sort();
}
