import type { Action, Rule } from '../rules.js';
import type { Subject } from '../tables/subject.js';

/*
 * What roles grant, said plainly and worked out row by row in memory. Nothing here knows how the product compiles rules.
 */

/** Where a row belongs. */
export interface Place {
  shop_id: string;
  owner_id: string | null;
  team_id: string | null;
}

/** A rule with the meaning of its condition, which is there for rows by condition. */
export interface Drawn<Row extends Place> {
  rule: Rule;
  holds: (row: Row) => boolean;
}

/** `shop_id` null: in every shop; `until` null: for good. */
export interface Holding<Row extends Place> {
  rules: Drawn<Row>[];
  shop_id: string | null;
  until: Date | null;
}

export interface Person<Row extends Place> {
  id: string;
  active: boolean;
  team_id: string | null;
  roles: Holding<Row>[];
}

export interface Rights<Row extends Place> {
  /**
   * Whether one rule grants the action with all of these fields on the row.
   *
   * @param before the row as the database has it, where `row` is what a write would make of it
   */
  may(action: Action, subject: Subject, row: Row, fields?: string[], before?: Row): boolean;
  /** Whether some rule shows the masked form of the field in this row. */
  masks(subject: Subject, row: Row, field: string): boolean;
}

export function rightsOf<Row extends Place>(person: Person<Row>): Rights<Row> {
  const now = new Date();
  const held = person.roles.filter(({ until }) => person.active && (until === null || until > now));
  const granting = (action: Action, subject: Subject, row: Row, before: Row) =>
    held.flatMap((role) =>
      role.rules
        .filter((drawn) => drawn.rule.subject === subject && drawn.rule.actions.includes(action))
        .filter((drawn) => covers(drawn, role.shop_id, person, row, before))
        .map(({ rule }) => rule),
    );
  return {
    may: (action, subject, row, fields = [], before = row) =>
      granting(action, subject, row, before).some((rule) => fields.every((field) => isVisible(rule, field))),
    masks: (subject, row, field) =>
      granting('read', subject, row, row).some((rule) => rule.masked.includes(field) && !rule.hidden.includes(field)),
  };
}

/** Of one who looks over another's shoulder: what both see, and no more. What one sees masked, both see masked. */
export function sharedRights<Row extends Place>(one: Rights<Row>, other: Rights<Row>): Rights<Row> {
  const both = [one, other];
  return {
    may: (action, ...of) => action === 'read' && both.every((rights) => rights.may(action, ...of)),
    masks: (subject, row, field) =>
      both.every((rights) => rights.masks(subject, row, field) || rights.may('read', subject, row, [field])),
  };
}

function covers<Row extends Place>(
  { rule, holds }: Drawn<Row>,
  shop: string | null,
  person: Person<Row>,
  row: Row,
  before: Row,
): boolean {
  if (rule.rows === 'all') return true;
  if (shop !== null && row.shop_id !== shop) return false;
  switch (rule.rows) {
    case 'own':
      return row.owner_id === person.id;
    case 'team':
      return row.team_id !== null && row.team_id === person.team_id;
    case 'pool':
      return row.owner_id === null;
    case 'shop':
      return true;
    case 'condition':
      return holds(before);
    case 'none':
      return false;
  }
}

function isVisible({ masked, hidden }: Rule, field: string): boolean {
  return !masked.includes(field) && !hidden.includes(field);
}
