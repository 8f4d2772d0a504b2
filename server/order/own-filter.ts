import { z } from '@hono/zod-openapi';
import { type Ability, seesField } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readFieldValue } from '../field/field-value.js';
import { readFields } from '../field/field.service.js';
import { invalidRequest, unknownField } from '../problem/common.js';
import type { WantedOwn } from './has-own.sql.js';

const value = z.union([z.string().max(100), z.number()]);
const wanted = z.union([value, z.strictObject({ min: value.optional(), max: value.optional() })]);

/** By name of the field. */
export const ownFilter = z
  .string()
  .max(2_000)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('Not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), wanted))
  .openapi({
    type: 'string',
    description:
      "What orders say in the shop's own fields, as JSON: a value, or the least and the most of numbers, money (fen) and days",
    example: '{"直播间":"A","押金":{"min":10000}}',
  });

export type OwnFilter = z.output<typeof ownFilter>;

/** Throws a Problem (REQ400) for a field that the person does not see in all orders, or a value that it does not take. */
export async function readOwnFilter(
  db: ScopedDb,
  ability: Ability,
  shopId: string,
  filter: OwnFilter,
): Promise<WantedOwn[]> {
  const shown = seesField(ability, 'order', 'custom') ? await readFields(db, ability, shopId) : [];
  return Object.entries(filter).map(([name, asked]) => {
    const field = shown.find((one) => one.subject === 'order' && one.name === name);
    const path = `own.${name}`;
    if (!field) throw unknownField(path);
    const { type } = field;
    const isRange = typeof asked === 'object';
    if (isRange && !['number', 'money', 'date'].includes(type)) throw notTaken(path, type);
    const take = (bound: string | number | undefined) => {
      if (bound === undefined) return undefined;
      const read = readFieldValue({ type, choices: [] }, type === 'list' ? [bound] : bound);
      if (read === undefined) throw notTaken(path, type);
      return Array.isArray(read) ? read[0] : read;
    };
    return { name, type, min: take(isRange ? asked.min : asked), max: take(isRange ? asked.max : asked) };
  });
}

function notTaken(path: string, type: string) {
  return invalidRequest([{ path, message: `Not a ${type}` }]);
}
