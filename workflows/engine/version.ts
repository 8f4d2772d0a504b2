import { sql } from 'kysely';
import type { ScoreThresholds } from '@fanloom/dsl/condition/facts.js';
import type { DutyHours } from '@fanloom/dsl/core/duty.js';
import type { HoldRules } from '@fanloom/dsl/core/hold.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { Ability } from '@fanloom/server/access/ability.js';
import { abilityOfStaff } from '@fanloom/server/access/grants.js';
import type { RowScope } from '@fanloom/server/access/rows.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { scoresOf } from '@fanloom/server/score/score-settings.js';
import { fansToRunOn } from '@fanloom/server/segment/program-rights.js';
import { dutyHoursOf } from '@fanloom/server/task/duty-hours.js';

/** A published version, ready to run, and what the shop says at this moment. */
export interface Version {
  id: string;
  sopId: string;
  shopId: string;
  /** The author's data scope at publish and now; the version acts within both. */
  scopes: RowScope[];
  program: Program;
  zone: string;
  hold: HoldRules;
  duty: DutyHours;
  scores: ScoreThresholds;
  gate: 'open' | 'paused' | 'stopped';
}

/** Programs never change once published, so every process keeps those it has met. */
const programs = new Map<string, Program>();

interface VersionRow {
  id: string;
  sop_id: string;
  shop_id: string;
  author_id: string;
  scope: { rows: RowScope };
  gate: Version['gate'];
  zone: string;
  quiet_from: number | null;
  quiet_to: number | null;
  duty: unknown;
  score_thresholds: unknown;
}

export async function loadVersions(tx: Tx, ids: readonly string[]): Promise<Map<string, Version>> {
  if (ids.length === 0) return new Map();
  await loadPrograms(tx, ids);
  const { rows } = await sql<VersionRow>`
    select v.id, v.sop_id, p.shop_id, v.author_id, v.scope, p.gate, s.zone, s.quiet_from, s.quiet_to, s.duty, s.score_thresholds
    from sop_version v join sop p on p.id = v.sop_id join shop s on s.id = p.shop_id
    where v.id = any(${ids}::uuid[])`.execute(tx);
  const authors = new Map<string, Ability>();
  for (const { author_id } of rows) {
    if (!authors.has(author_id)) authors.set(author_id, await abilityOfStaff(tx, author_id));
  }
  return new Map(rows.map((row) => [row.id, toVersion(row, authors.get(row.author_id))]));
}

export async function loadVersion(tx: Tx, id: string): Promise<Version> {
  const version = (await loadVersions(tx, [id])).get(id);
  if (!version) throw new Error(`There is no SOP version ${id}`);
  return version;
}

async function loadPrograms(tx: Tx, ids: readonly string[]): Promise<void> {
  const unknown = ids.filter((id) => !programs.has(id));
  if (unknown.length === 0) return;
  const { rows } = await sql<{ id: string; program: Program }>`
    select id, program from sop_version where id = any(${unknown}::uuid[])`.execute(tx);
  for (const row of rows) programs.set(row.id, row.program);
}

/** @param author what they may see at this moment: nothing for one who has left */
function toVersion(row: VersionRow, author: Ability | undefined): Version {
  const program = programs.get(row.id);
  if (!program) throw new Error(`SOP version ${row.id} has no program`);
  const shopQuiet =
    row.quiet_from !== null && row.quiet_to !== null ? { from: row.quiet_from, to: row.quiet_to } : null;
  return {
    id: row.id,
    sopId: row.sop_id,
    shopId: row.shop_id,
    scopes: [row.scope.rows, author ? fansToRunOn(author, program) : []],
    program,
    zone: row.zone,
    hold: { quiet: program.quiet, only: program.only, shopQuiet, zone: row.zone },
    duty: dutyHoursOf(row.duty),
    scores: scoresOf(row.score_thresholds),
    gate: row.gate,
  };
}
