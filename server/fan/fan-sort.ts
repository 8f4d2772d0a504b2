import { z } from '@hono/zod-openapi';
import { type Ability, seesField } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readFields } from '../field/field.service.js';
import { unknownField } from '../problem/common.js';
import { instantText, readCursor, writeCursor } from '../request/cursor.js';

/** Columns the list can be sorted by; the nullable ones put the rows without a value last. */
const sortable = {
  last_active_at: { type: 'timestamptz', nullable: false },
  last_watch_at: { type: 'timestamptz', nullable: true },
  last_purchase_at: { type: 'timestamptz', nullable: true },
  spend: { type: 'int8', nullable: false },
  orders: { type: 'int4', nullable: false },
} as const;

export type SortColumn = keyof typeof sortable;

/** By a column of the list, or by a field of the shop's own, which is compared as JSON: any two values have an order. */
export type FanSort = { direction: 'asc' | 'desc'; nullable: boolean } & (
  { column: SortColumn; type: 'timestamptz' | 'int8' | 'int4' } | { own: string; type: 'jsonb' }
);

const columns = Object.keys(sortable) as SortColumn[];
const names = columns.flatMap((column) => [column, `-${column}` as const]);
const ownName = /^-?custom\.(.+)$/u;

/** `spend` is ascending, `-spend` descending; `custom.<name>` is a field of the shop's own. */
export const fanSort = z
  .union([z.enum(names), z.string().regex(ownName)])
  .openapi({ description: 'A column, or a field of the shop as custom.<name>; with - before it the other way round' });

export function parseSort(name: z.infer<typeof fanSort>): FanSort {
  const direction = name.startsWith('-') ? 'desc' : 'asc';
  const own = ownName.exec(name)?.[1];
  if (own !== undefined) return { own, direction, type: 'jsonb', nullable: true };
  const column = columns.find((known) => known === name.replace('-', '')) ?? 'last_active_at';
  return { column, direction, ...sortable[column] };
}

/**
 * The order of rows tells what is in them, so only what the person sees in every row sorts them.
 * @throws Problem REQ400 for anything else, whether it exists or not
 */
export async function requireSortable(db: ScopedDb, ability: Ability, shopId: string, sort: FanSort): Promise<void> {
  const isSeen =
    'column' in sort
      ? seesField(ability, 'fan', sort.column)
      : seesField(ability, 'fan', 'custom') && (await hasField(db, ability, shopId, sort.own));
  if (!isSeen) throw unknownField('sort');
}

async function hasField(db: ScopedDb, ability: Ability, shopId: string, own: string): Promise<boolean> {
  const fields = await readFields(db, ability, shopId);
  return fields.some(({ subject, name, type }) => subject === 'fan' && name === own && type !== 'list');
}

/** The last row of a page: its value as text, in full precision; null among the rows without a value. */
export interface FanPosition {
  value: string | null;
  fan_id: string;
}

/** A cursor holds for the sort it was made with only. */
export function writeFanCursor(sort: FanSort, position: FanPosition): string {
  return writeCursor([nameOf(sort), sort.direction, position.value, position.fan_id]);
}

export function readFanCursor(sort: FanSort, cursor: string): FanPosition {
  const text = positions[sort.type];
  const value = sort.nullable ? text.nullable() : text;
  const schema = z.tuple([z.literal(nameOf(sort)), z.literal(sort.direction), value, z.uuid()]);
  const [, , position, fan_id] = readCursor(schema, cursor);
  return { value: position, fan_id };
}

function nameOf(sort: FanSort): string {
  return 'column' in sort ? sort.column : `custom.${sort.own}`;
}

const whole = z.string().regex(/^-?\d{1,18}$/);

// PostgreSQL takes no JSON with a NUL, a lone surrogate or a number without end.
const plainText = z.string().refine((text) => !/[\0\p{Cs}]/u.test(text));

const positions: Record<FanSort['type'], z.ZodType<string>> = {
  timestamptz: instantText,
  int8: whole,
  int4: whole,
  jsonb: z
    .string()
    .transform(parsed)
    .pipe(z.union([plainText, z.number(), z.array(plainText)]))
    .transform((value) => JSON.stringify(value)),
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
