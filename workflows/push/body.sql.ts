import { sql } from 'kysely';
import type { Json } from '@fanloom/dsl/condition/facts.js';
import { fieldKind } from '@fanloom/dsl/condition/kind.js';
import { stepAt } from '@fanloom/dsl/core/place.js';
import { formatDay } from '@fanloom/dsl/core/zone.js';
import type { FieldRef } from '@fanloom/dsl/ir/condition.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { fanFields } from '../engine/condition.sql.js';
import { inScope } from '../engine/scope.sql.js';
import type { Version } from '../engine/version.js';
import type { DueCall } from './call.sql.js';

/**
 * What the receiver is told of a fan: the id, and of the fields that the step names those it was granted. Money in fen,
 * dates `YYYY-MM-DD`, moments in milliseconds.
 *
 * @param granted built-in fields by id, the shop's own as `custom.<name>`
 * @returns null for a fan who is out of the author's scope
 */
export async function bodyOf(
  tx: Tx,
  version: Version,
  call: DueCall,
  granted: readonly string[],
  now: Date,
): Promise<string | null> {
  const step = stepAt(version.program, call.step);
  if (step.kind !== 'webhook') return null;
  const fields = step.fields.filter((field) => granted.includes(field.custom ? `custom.${field.name}` : field.name));
  const builtIn = fields.filter((field) => !field.custom).map((field) => field.name);
  const { rows } = await sql<{ id: string; fields: Record<string, Json>; custom: Record<string, Json> }>`
    select f.id, f.custom,
      ${builtIn.length > 0 ? fanFields(builtIn, { version, now }, sql`f.id`) : sql`'{}'::jsonb`} as fields
    from fan known join fan f on f.id = known.root_id
    where known.id = ${call.fan_id} and ${inScope(version, sql`f.id`)}`.execute(tx);
  const [fan] = rows;
  if (!fan) return null;
  const told: Record<string, Json> = {};
  for (const field of fields) told[field.name] = valueOf(field, fan);
  return JSON.stringify({ fan_id: fan.id, sop: version.program.name, fields: told });
}

function valueOf(field: FieldRef, fan: { fields: Record<string, Json>; custom: Record<string, Json> }): Json {
  if (field.custom) return fan.custom[field.name] ?? null;
  const value = fan.fields[field.name] ?? null;
  return fieldKind(field.name) === 'date' && typeof value === 'number' ? formatDay(value) : value;
}
