import { sql } from 'kysely';
import { MAKE_UP_WITHIN, nextTick } from '@fanloom/dsl/core/schedule.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';
import { isolating } from '../engine/isolation.js';
import { LaneNumbers } from '../engine/lane-numbers.js';
import type { StepContext } from '../engine/step-context.js';
import { StepCounts } from '../engine/step-counts.js';
import { loadVersion } from '../engine/version.js';
import { enrol } from './enrol.sql.js';
import { entrantsBySchedule } from './entrant.sql.js';

/** Fans looked at in one transaction. */
const FANS_AT_ONCE = 20_000;

interface DueTick {
  version_id: string;
  trigger_no: number;
  next_at: Date;
  cursor: string | null;
}

/**
 * Handles a part of one schedule that is due: everyone for whom its guard holds enters, by rising fan id.
 *
 * @returns false when no schedule is due
 */
export async function tick(db: Db): Promise<boolean> {
  return isolating(db, async (tx, isolation) => {
    const now = await businessNow(tx);
    const { rows } = await sql<DueTick>`
      select c.version_id, c.trigger_no, c.next_at, c.cursor
      from schedule c join sop p on p.id = c.sop_id and p.live_version = c.version_id and p.gate = 'open'
      where c.next_at <= ${now} order by c.next_at limit 1 for update of c skip locked`.execute(tx);
    const [due] = rows;
    if (!due) return false;
    const version = await loadVersion(tx, due.version_id);
    const context: StepContext = {
      tx,
      version,
      now,
      numbers: new LaneNumbers(),
      counts: new StepCounts(version.id),
      isolation,
    };
    const trigger = version.program.triggers[due.trigger_no];
    if (trigger?.kind === 'schedule') await enter(context, due, trigger);
    await context.numbers.save(tx);
    return true;
  });
}

async function enter(
  context: StepContext,
  due: DueTick,
  trigger: Extract<Trigger, { kind: 'schedule' }>,
): Promise<void> {
  const { tx, version, now } = context;
  const late = now.getTime() - due.next_at.getTime();
  const page =
    late > MAKE_UP_WITHIN
      ? { candidates: [], last: null }
      : await entrantsBySchedule(context, trigger, due.next_at, { after: due.cursor, most: FANS_AT_ONCE });
  await enrol(context, page.candidates, version.program.start);
  if (page.last) {
    await sql`
      update schedule set cursor = ${page.last}
      where version_id = ${due.version_id} and trigger_no = ${due.trigger_no}`.execute(tx);
    return;
  }
  // Ticks missed while the product stood still are made up once, not one by one.
  const next = nextTick(trigger.schedule, Math.max(due.next_at.getTime(), now.getTime()), version.zone);
  await sql`
    update schedule set next_at = ${next === null ? null : new Date(next)}, cursor = null
    where version_id = ${due.version_id} and trigger_no = ${due.trigger_no}`.execute(tx);
}
