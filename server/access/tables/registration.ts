import { type RawBuilder, sql } from 'kysely';
import type { DB } from '../../db/generated/schema.js';
import type { Subject } from './subject.js';

export type TableName = keyof DB;

/** How a column follows the rights on a field. */
export type Column =
  /** Identifies or dates the row: shown whenever the row is, never written by an update. */
  | { kind: 'key' }
  /** Never leaves the database on this road. */
  | { kind: 'secret' }
  /** A field of its own name. `mask` makes the form shown where the field is masked; without it nothing is shown. */
  | { kind: 'field'; mask?: (column: RawBuilder<unknown>) => RawBuilder<unknown> }
  /** A field that is a JSON object: rights can withhold single keys of it, `custom.灯牌等级`. */
  | { kind: 'json' }
  /** Holds the masked form of a field: shown where that field is visible or masked. */
  | { kind: 'mask'; of: string };

/** Where a table says to which shop, person and team a row belongs. */
export type Belonging =
  | { by: 'column'; shop_id?: string; owner_id?: string; team_id?: string; fan_id?: string; nullIsEveryShop?: boolean }
  /** As the fan it is about, in the shop it is of. */
  | { by: 'fan'; fan_id: string; shop_id: string }
  /** As the root fan that the column names, in whatever shop. */
  | { by: 'root'; root_id: string }
  /** As a row of another table. */
  | { by: 'parent'; column: string; table: TableName; key: string };

export interface Governed<T extends TableName = TableName> {
  subject: Subject;
  primaryKey: (keyof DB[T] & string)[];
  belongs: Belonging;
  columns: Record<keyof DB[T] & string, Column>;
}

/** open: anyone may read it; closed: only services reach it, no query of a request does. */
export type Registration<T extends TableName = TableName> = 'open' | 'closed' | Governed<T>;

export const key: Column = { kind: 'key' };
export const secret: Column = { kind: 'secret' };
export const field: Column = { kind: 'field' };
export const json: Column = { kind: 'json' };
export const maskOf = (of: string): Column => ({ kind: 'mask', of });
/** 张三丰 → 张** */
export const name: Column = { kind: 'field', mask: (column) => sql`left(${column}, 1) || '**'` };

export const ofFan: Belonging = { by: 'fan', fan_id: 'fan_id', shop_id: 'shop_id' };
export const ofShop: Belonging = { by: 'column', shop_id: 'shop_id' };

/** What a part of the tables states. The type refuses a column that is not there, and asks for each that is. */
export type Registrations = { [T in TableName]?: Registration<T> };
