import { z } from '@hono/zod-openapi';
import { readCursor, writeCursor } from '../request/cursor.js';

/** Columns the list can be sorted by; the nullable ones put the rows without a value last. */
const sortable = {
  last_active_at: { type: 'timestamptz', nullable: false },
  last_watch_at: { type: 'timestamptz', nullable: true },
  last_purchase_at: { type: 'timestamptz', nullable: true },
  spend: { type: 'int8', nullable: false },
  orders: { type: 'int4', nullable: false },
} as const;

export type SortColumn = keyof typeof sortable;
export interface FanSort {
  column: SortColumn;
  direction: 'asc' | 'desc';
  type: 'timestamptz' | 'int8' | 'int4';
  nullable: boolean;
}

const columns = Object.keys(sortable) as SortColumn[];
const names = columns.flatMap((column) => [column, `-${column}` as const]);

/** `spend` is ascending, `-spend` descending. */
export const fanSort = z.enum(names);

export function parseSort(name: z.infer<typeof fanSort>): FanSort {
  const direction = name.startsWith('-') ? 'desc' : 'asc';
  const column = columns.find((known) => known === name.replace('-', '')) ?? 'last_active_at';
  return { column, direction, ...sortable[column] };
}

/** The last row of a page: its value as text, in full precision; null among the rows without a value. */
export interface FanPosition {
  value: string | null;
  fan_id: string;
}

/** A cursor holds for the sort it was made with only. */
export function writeFanCursor(sort: FanSort, position: FanPosition): string {
  return writeCursor([sort.column, sort.direction, position.value, position.fan_id]);
}

export function readFanCursor(sort: FanSort, cursor: string): FanPosition {
  const text = sort.type === 'timestamptz' ? z.string().regex(/^[\d :.+-]{10,40}$/) : z.string().regex(/^-?\d{1,18}$/);
  const value = sort.nullable ? text.nullable() : text;
  const schema = z.tuple([z.literal(sort.column), z.literal(sort.direction), value, z.uuid()]);
  const [, , position, fan_id] = readCursor(schema, cursor);
  return { value: position, fan_id };
}
