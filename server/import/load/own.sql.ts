import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { OwnValue } from '../own-field.js';
import type { Changing } from '../undo/earlier.sql.js';

/**
 * Writes the shop's own fields of fans, who are locked, and keeps what stood there before.
 *
 * @param own values by field, by root fan
 * @returns fans of whom something is another now
 */
export async function writeOwn(
  tx: Tx,
  { importId, no }: Changing,
  own: Map<string, Record<string, OwnValue>>,
): Promise<Set<string>> {
  if (own.size === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    with told as (
      select f.id, f.custom, said.own
      from unnest(
        ${[...own.keys()]}::uuid[],
        ${Array.from(own.values(), (values) => JSON.stringify(values))}::jsonb[]
      ) as said (id, own) join fan f on f.id = said.id
      where f.custom || said.own <> f.custom),
    kept as (
      insert into import_earlier (import_id, no, kind, key, before, after)
      select ${importId}::uuid, ${no}::int, 'own', told.id::text, coalesce(earlier.before, '{}'), told.own
      from told, lateral (
        select jsonb_object_agg(name, told.custom->name) as before
        from jsonb_object_keys(told.own) name where told.custom ? name) earlier)
    update fan set custom = told.custom || told.own, updated_at = now() from told where fan.id = told.id
    returning fan.id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}
