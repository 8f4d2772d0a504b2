import { type Action, conditionSubjects, type RowSet, rowSets } from './rules.js';
import { fieldsOf, governed, jsonFieldsOf, tablesOf } from './tables.js';
import type { Belonging } from './tables/registration.js';
import { type Subject, subjects } from './tables/subject.js';

/** What a rule about a subject may say: whoever writes a role chooses from it. */
export interface RuleParts {
  subject: Subject;
  actions: Action[];
  rows: RowSet[];
  fields: string[];
  /** Fields that are objects: single keys of them can be withheld. */
  json: string[];
  /** Fields that an exact value can be looked up by. */
  find: string[];
}

const usual: Action[] = ['read', 'create', 'update', 'delete'];

/** Actions beside the usual ones. */
const more: Partial<Record<Subject, Action[]>> = {
  fan: ['unmask', 'disclose', 'erase'],
  sop: ['publish', 'approve'],
  staff: ['view_as'],
};

/** Subjects of which the product writes the rows: people only read them, or set what is there. */
const fewer: Partial<Record<Subject, Action[]>> = {
  event: ['read'],
  order: ['read'],
  message: ['read'],
  audit: ['read'],
  retention: ['read', 'update'],
};

/** What a row has to say beside its shop. */
const needed: Record<Exclude<RowSet, 'condition' | 'all'>, string[]> = {
  own: ['owner_id'],
  pool: ['owner_id'],
  team: ['team_id'],
  shop: [],
  none: [],
};

export const ruleParts: RuleParts[] = subjects.map((subject) => ({
  subject,
  actions: [...(fewer[subject] ?? usual), ...(more[subject] ?? [])],
  rows: rowSets.filter((rows) => rows !== 'none' && canTell(subject, rows)),
  fields: fieldsOf(subject),
  json: jsonFieldsOf(subject),
  find: subject === 'fan' ? ['phone'] : [],
}));

function canTell(subject: Subject, rows: RowSet): boolean {
  if (rows === 'all') return true;
  if (rows === 'condition') return conditionSubjects.includes(subject);
  return tablesOf(subject).every(([, { belongs }]) => ['shop_id', ...needed[rows]].every((key) => has(belongs, key)));
}

function has(belongs: Belonging, key: string): boolean {
  if (belongs.by === 'parent') return has(governed(belongs.table).belongs, key);
  return belongs.by === 'column' ? Object.hasOwn(belongs, key) : true;
}
