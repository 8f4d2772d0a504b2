import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { cancelEffects } from '../engine/end.sql.js';
import type { Fact } from './fact.sql.js';

/**
 * Two fans have turned out to be one: of two stays in an SOP the earlier goes on, the other ends where it is, and what was
 * planned in it is dropped.
 *
 * @param runs locked by the transaction
 */
export async function endMerged(tx: Tx, runs: readonly string[], facts: readonly Fact[], now: Date): Promise<void> {
  const fans = facts.filter((fact) => fact.kind === 'merge').map((fact) => fact.fan);
  if (fans.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    with stays as (
      select e.id, row_number() over (partition by f.root_id, e.sop_id, e.thing order by e.entered_at, e.id) as no
      from fan f join enrolment e on e.fan_id = f.id
      where f.root_id = any(${fans}::uuid[]) and e.state = 'active'
    )
    update enrolment e set state = 'merged', ended_at = ${now} from stays
    where e.id = stays.id and stays.no > 1 and e.run_id = any(${runs}::uuid[]) returning e.id`.execute(tx);
  await cancelEffects(tx, sql`select unnest(${rows.map((row) => row.id)}::uuid[])`, 'merged', now);
  // A stay may have ended while the merge was written.
  await sql`
    update entry t set active = false
    where t.fan_id = any(${fans}::uuid[]) and t.active and not exists (
      select from fan f join enrolment e on e.fan_id = f.id
      where f.root_id = t.fan_id and e.sop_id = t.sop_id and e.thing = t.thing and e.state = 'active')`.execute(tx);
}
