import { type RawBuilder, sql } from 'kysely';
import { statesOf } from '@fanloom/dsl/condition/since.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { abilityOfStaff } from '../access/grants.js';
import { type RowScope, rowsIn } from '../access/rows.js';
import type { Tx } from '../db/database.js';
import { FAN_SHARDS, shardOf } from '../event/shard.js';
import { fansToRunOn } from '../segment/program-rights.js';
import { holdsInShop } from '../sop/watched.sql.js';

/** Why a fan is not let in. */
export type Refusal = 'out_of_scope' | 'already_in' | 'too_soon' | 'leaves_already';

/** The version of an SOP that lets fans in. */
export interface OpenVersion {
  sop_id: string;
  shop_id: string;
  program: Program;
  author_id: string;
  /** The author's data scope as captured at publish. */
  scope: { rows: RowScope };
}

/** Null when the SOP is not open, or was never published. */
export async function readOpenVersion(tx: Tx, sopId: string): Promise<OpenVersion | null> {
  const { rows } = await sql<OpenVersion>`
    select p.id as sop_id, p.shop_id, v.program, v.author_id, v.scope
    from sop p join sop_version v on v.id = p.live_version where p.id = ${sopId} and p.gate = 'open'`.execute(tx);
  return rows[0] ?? null;
}

/**
 * Judges by the rules of the engine who of a shop's fans may enter past `当`. The engine judges again when it lets them in.
 *
 * @param fans roots
 * @returns null for whoever may enter
 */
export async function judge(
  tx: Tx,
  version: OpenVersion,
  fans: readonly string[],
  now: Date,
): Promise<Map<string, Refusal | null>> {
  const { sop_id, shop_id, program } = version;
  const scopeNow = fansToRunOn(await abilityOfStaff(tx, version.author_id), version.program);
  const within = sql.join(
    [version.scope.rows, scopeNow].map((scope) => rowsIn(scope, 'fan_shop', 's')),
    sql` and `,
  );
  const { rows } = await sql<{ fan: string; refusal: Refusal | null }>`
    select s.fan_id as fan, case
      when (${within}) is not true then 'out_of_scope'
      when t.active then 'already_in'
      when t.fan_id is not null and not ${mayReenter(program, now)} then 'too_soon'
      when ${await leavesAlready(tx, version, now)} then 'leaves_already' end as refusal
    from fan_shop s left join entry t on t.sop_id = ${sop_id} and t.fan_id = s.fan_id and t.thing = ''
    where s.shop_id = ${shop_id} and s.fan_id = any(${fans}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.fan, row.refusal]));
}

/** As the engine's own statement says it. */
function mayReenter({ reentry: { everySeconds } }: Program, now: Date): RawBuilder<boolean> {
  if (everySeconds === null) return sql`t.n = 0`;
  return sql`(t.last_anchor_at is null or t.last_anchor_at <= ${new Date(now.getTime() - everySeconds * 1000)})`;
}

async function leavesAlready(tx: Tx, { shop_id, program }: OpenVersion, now: Date): Promise<RawBuilder<boolean>> {
  const states = program.leaves.flatMap((leave) => statesOf(leave.condition) ?? []);
  if (states.length === 0) return sql`false`;
  const shop = { shopId: shop_id, segments: program.segments, now, asked: 'of-few' } as const;
  return holdsInShop(tx, shop, { kind: 'any', of: states });
}

/** Asks the engine to let these fans in. @param request names the request, so that it lets each fan in once */
export async function askIn(
  tx: Tx,
  { shop_id, program }: OpenVersion,
  fans: readonly string[],
  request: string,
): Promise<void> {
  const detail = JSON.stringify({ sop: program.name, request });
  const rows = Array.from({ length: FAN_SHARDS }, (_, shard) => ({
    shard,
    kind: 'hand',
    shop_id,
    ids: fans.filter((fan) => shardOf(fan) === shard),
    detail,
  })).filter((row) => row.ids.length > 0);
  if (rows.length > 0) await tx.insertInto('fact_outbox').values(rows).execute();
}
