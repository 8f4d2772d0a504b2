import { z } from 'zod';

/** What rights speak about. Each governed table belongs to one of them, see `tables.ts`. */
export const subjects = [
  'fan',
  'event',
  'order',
  'message',
  'task',
  'sop',
  'segment',
  'tag',
  'coupon',
  'import',
  'shop',
  'staff',
  'role',
  'token',
  'channel',
  'audit',
] as const;

export const actions = ['read', 'create', 'update', 'delete', 'unmask', 'publish'] as const;

/**
 * Which rows a rule is about. own: assigned to the person; team: to the person's team; pool: to nobody yet;
 * shop: all of the shops in which the person holds the role; all: every row, whatever its shop.
 */
export const rowSets = ['own', 'team', 'pool', 'shop', 'all', 'none'] as const;

export type Subject = (typeof subjects)[number];
export type Action = (typeof actions)[number];
export type RowSet = (typeof rowSets)[number];

const fieldNames = z.array(z.string().regex(/^[a-z][a-z0-9_]*$/)).default([]);

/**
 * One grant of a role. Fields not named are visible; masked ones show a masked form or nothing, hidden ones nothing.
 * `find` lists fields by which an exact value may be looked up although it is not shown.
 */
export const ruleSchema = z.strictObject({
  subject: z.enum(subjects),
  actions: z.array(z.enum(actions)).min(1),
  rows: z.enum(rowSets),
  masked: fieldNames,
  hidden: fieldNames,
  find: fieldNames,
});

export const rulesSchema = z.array(ruleSchema).max(200);

export type Rule = z.infer<typeof ruleSchema>;
