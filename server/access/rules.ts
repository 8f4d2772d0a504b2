import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { z } from 'zod';
import { type Subject, subjects } from './tables/subject.js';

export const actions = [
  'read',
  'create',
  'update',
  'delete',
  'unmask',
  'disclose',
  'erase',
  'publish',
  'approve',
  'view_as',
] as const;

/**
 * Which rows a rule is about. own: assigned to the person; team: to the person's team; pool: to nobody yet;
 * shop: all of the shops in which the person holds the role; all: every row, whatever its shop; condition: fans of those
 * shops for whom a condition of the language holds, with what belongs to them.
 */
export const rowSets = ['own', 'team', 'pool', 'shop', 'all', 'condition', 'none'] as const;

/** Subjects whose rows each belong to a fan, so that a condition on fans can tell them apart. */
export const conditionSubjects: readonly Subject[] = ['fan', 'event', 'order', 'message'];

export type Action = (typeof actions)[number];
export type RowSet = (typeof rowSets)[number];

/** A field, or one key of a field that holds several: `custom.灯牌等级`. CASL would take `*` for a pattern. */
const fieldNames = z
  .array(z.string().regex(/^[a-z][a-z0-9_]*(\.[^\p{Cc}\p{Cs}*]{1,64})?$/u))
  .max(200)
  .default([]);

const ruleParts = {
  subject: z.enum(subjects),
  actions: z.array(z.enum(actions)).min(1),
  rows: z.enum(rowSets),
  masked: fieldNames,
  hidden: fieldNames,
  find: fieldNames,
};

/** A rule as people write it: its condition is text. */
export const writtenRuleSchema = z.strictObject({
  ...ruleParts,
  condition: z.string().trim().min(1).max(2000).optional(),
});

const isTree = (value: unknown) => typeof value === 'object' && value !== null && 'kind' in value;

/**
 * One grant of a role. Fields not named are visible; masked ones show a masked form or nothing, hidden ones nothing.
 * `find` lists fields by which an exact value may be looked up although it is not shown. `condition` is there for rows
 * by condition only, as written and compiled.
 */
export const ruleSchema = z.strictObject({
  ...ruleParts,
  condition: z.strictObject({ text: z.string(), tree: z.custom<Condition>(isTree) }).optional(),
});

export const rulesSchema = z.array(ruleSchema).max(200);

export type WrittenRule = z.infer<typeof writtenRuleSchema>;

export type Rule = z.infer<typeof ruleSchema>;
