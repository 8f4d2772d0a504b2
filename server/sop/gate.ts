import { sql } from 'kysely';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import { lookAhead } from './publish.js';

export type Gate = 'open' | 'paused' | 'stopped';

/**
 * Opens, pauses or stops an SOP and all its runs: one row decides, the runs are told to look. What would have let in while
 * it was not open lets nobody in afterwards, and what was stopped stays so: opened again, only new fans go on.
 *
 * @returns how it stood before
 */
export async function turnGate(tx: Tx, sopId: string, gate: Gate): Promise<Gate> {
  const { rows } = await sql<{ before: Gate; shop_id: string; version_id: string | null; program: Program | null }>`
    select p.gate as before, p.shop_id, v.id as version_id, v.program
    from sop p left join sop_version v on v.id = p.live_version where p.id = ${sopId} for update of p`.execute(tx);
  const [sop] = rows;
  if (!sop) throw new Error(`There is no SOP ${sopId}`);
  await tx.updateTable('sop').set({ gate }).where('id', '=', sopId).execute();
  if (gate === 'open' && sop.before !== 'open' && sop.version_id !== null && sop.program) {
    await lookAhead(tx, { sopId, shopId: sop.shop_id, program: sop.program }, sop.version_id, await businessNow(tx));
  }
  const over = sop.before === 'stopped' ? sql`'stopped'` : sql`gate`;
  await sql`
    update run set rung = true, gate = ${over}
    where sop_id = ${sopId} and (not rung or gate <> ${over})
      and exists (select from lane where lane.run_id = run.id)`.execute(tx);
  return sop.before;
}
