import { z } from 'zod';
import type { FieldType } from '@fanloom/dsl/catalogue/custom-field.js';
import type { People } from '../person/people.sql.js';

/** What the values of a field have to be. */
export interface FieldTerms {
  type: FieldType;
  /** One of these, or several of them for a list; empty: anything. */
  choices: readonly string[];
  /** Whom a person may be. Undefined: anybody, as where values are only looked for. */
  people?: People | undefined;
}

/** As it is kept: money in fen, dates as YYYY-MM-DD, a person by name. */
export type FieldValue = string | number | string[];

// PostgreSQL stores neither NUL nor lone surrogates.
const words = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .refine((text) => !/[\0\p{Cs}]/u.test(text));

/** What values of a type are like, whatever their field is. */
export const shapes = {
  text: words,
  number: z.number().min(-1e15).max(1e15),
  money: z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  date: z.iso.date().refine((day) => day >= '1000-01-01'),
  choice: words,
  list: z.array(words).min(1).max(100),
  person: words,
} satisfies Record<FieldType, z.ZodType<FieldValue>>;

/** The value in its normal form; undefined where the field does not take it. */
export function readFieldValue(terms: FieldTerms, value: unknown): FieldValue | undefined {
  const read = shapes[terms.type].safeParse(value);
  if (!read.success) return undefined;
  if (terms.type === 'person' && terms.people) return personOf(String(read.data), terms.people) ?? undefined;
  return isOffered(read.data, terms) ? read.data : undefined;
}

/** How a person is kept, by name or log-in name. Null: several are called so. Undefined: nobody is. */
export function personOf(text: string, people: People): string | null | undefined {
  return people.get(text.toLowerCase());
}

/** Whether it is among the choices of its field, if there are any. */
export function isOffered(value: FieldValue, { choices }: Pick<FieldTerms, 'choices'>): boolean {
  return choices.length === 0 || [value].flat().every((one) => choices.includes(String(one)));
}
