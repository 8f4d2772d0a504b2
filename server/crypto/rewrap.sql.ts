import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import type { MasterKeys } from './master-keys.js';

/** A column whose values a master key sealed; `context` is the one they were sealed under, as SQL over the row. */
interface SealedColumn {
  table: string;
  column: string;
  context: RawBuilder<string>;
}

/** Every column that holds what a master key sealed. A new one must be added: a test looks at the schema. */
export const sealedColumns: SealedColumn[] = [
  { table: 'fan_key', column: 'wrapped', context: sql`'fan_key:' || fan_id` },
  { table: 'second_factor', column: 'secret_encrypted', context: sql`'second_factor:' || staff_id` },
  { table: 'second_factor', column: 'pending_encrypted', context: sql`'second_factor:' || staff_id` },
  { table: 'single_sign_on', column: 'secret_encrypted', context: sql`'single_sign_on'` },
  {
    table: 'channel_binding',
    column: 'secret_encrypted',
    context: sql`'channel_binding/' || shop_id || '/' || channel`,
  },
  { table: 'webhook_target', column: 'secret_encrypted', context: sql`'webhook_target/' || shop_id || '/' || name` },
  { table: 'import_source', column: 'header_encrypted', context: sql`'import_source/' || id` },
  { table: 'import_reject', column: 'cells', context: sql`'import_reject:' || import_id || ':' || row_no` },
];

const BATCH = 1_000;

/** How many values a master key sealed, by its version and `table.column`. */
export type KeyUse = Map<number, Map<string, number>>;

export async function keyUse(db: Db | Tx): Promise<KeyUse> {
  const use: KeyUse = new Map();
  for (const { table, column } of sealedColumns) {
    const { rows } = await sql<{ version: number; n: number }>`
      select get_byte(${sql.ref(column)}, 0) as version, count(*)::int as n
      from ${sql.table(table)} where ${sql.ref(column)} is not null group by 1`.execute(db);
    for (const { version, n } of rows) {
      use.set(version, (use.get(version) ?? new Map<string, number>()).set(`${table}.${column}`, n));
    }
  }
  return use;
}

/** Told of each step: how many values were sealed anew in it. */
export type OnProgress = (n: number) => void | Promise<void>;

/**
 * Seals anew whatever another than the current master key sealed, in small steps beside everybody else's work. Can be
 * stopped at any moment and run again: what is left tells where it goes on.
 */
export async function rewrap(db: Db, keys: MasterKeys, onProgress: OnProgress): Promise<void> {
  for (const sealed of sealedColumns) {
    for (let after = '(0,0)'; ;) {
      const rows = await sealedByOthers(db, sealed, keys.current, after);
      const last = rows.at(-1);
      if (!last) break;
      await onProgress(await replace(db, sealed, keys, rows));
      after = last.place;
    }
  }
}

interface SealedRow {
  /** Where the row lies in its table, which is how the next step finds what is behind it without an index. */
  place: string;
  context: string;
  value: Buffer;
}

async function sealedByOthers(db: Db, { table, column, context }: SealedColumn, current: number, after: string) {
  const { rows } = await sql<SealedRow>`
    select ctid::text as place, ${context} as context, ${sql.ref(column)} as value
    from ${sql.table(table)}
    where ctid > ${after}::tid and get_byte(${sql.ref(column)}, 0) <> ${current}
    limit ${BATCH}`.execute(db);
  return rows;
}

/** Only where the value is still the one that was read: a fan erased meanwhile keeps no key, a changed secret its own. */
async function replace(db: Db, { table, column }: SealedColumn, keys: MasterKeys, rows: SealedRow[]): Promise<number> {
  const values = rows.map(({ value, context }) => keys.seal(keys.open(value, context), context));
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} as kept set ${sql.ref(column)} = changed.value
    from unnest(
      ${rows.map(({ place }) => place)}::tid[], ${rows.map(({ value }) => value)}::bytea[], ${values}::bytea[]
    ) as changed (place, before, value)
    where kept.ctid = changed.place and kept.${sql.ref(column)} = changed.before`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
