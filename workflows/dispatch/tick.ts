import { sql } from 'kysely';
import { MAKE_UP_WITHIN } from '@fanloom/dsl/core/schedule.js';
import { nextLook } from '@fanloom/dsl/core/trigger-time.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { businessNow, readClock } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';
import { isolating } from '../engine/isolation.js';
import { LaneNumbers } from '../engine/lane-numbers.js';
import type { StepContext } from '../engine/step-context.js';
import { StepCounts } from '../engine/step-counts.js';
import { loadVersion } from '../engine/version.js';
import { entrantsBySweep, isWatching } from './becoming.sql.js';
import { type Candidate, enrol } from './enrol.sql.js';
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
 * Looks at a part of one shop's fans for one trigger that is due by the clock: everyone whom it lets in enters, by rising
 * fan id.
 *
 * @returns false when no trigger is due
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
    await look(context, due);
    await context.numbers.save(tx);
    return true;
  });
}

async function look(context: StepContext, due: DueTick): Promise<void> {
  const { version, now } = context;
  const trigger = version.program.triggers[due.trigger_no];
  if (!trigger) return;
  const tooLate = !isWatching(trigger) && now.getTime() - due.next_at.getTime() > MAKE_UP_WITHIN;
  const page = tooLate ? NOBODY : await entrantsByClock(context, trigger, due);
  await enrol(context, page.candidates, version.program.start);
  if (page.last) return goOn(context, due, page.last);
  // Of the ticks missed while the product stood still the last one is made up, unless that is too late as well.
  const after = tooLate ? now.getTime() - MAKE_UP_WITHIN : Math.max(due.next_at.getTime(), now.getTime());
  await planNext(context, due, trigger, after);
}

interface Page {
  candidates: Candidate[];
  /** Go on after this fan; null when these were the last. */
  last: string | null;
}

const NOBODY: Page = { candidates: [], last: null };

async function entrantsByClock(context: StepContext, trigger: Trigger, due: DueTick): Promise<Page> {
  const part = { after: due.cursor, most: FANS_AT_ONCE };
  if (isWatching(trigger)) return entrantsBySweep(context, trigger, part);
  if (trigger.kind !== 'schedule' && trigger.kind !== 'date-field') return NOBODY;
  return entrantsBySchedule(context, trigger, due.next_at, part);
}

async function goOn({ tx }: StepContext, due: DueTick, last: string): Promise<void> {
  await sql`
    update schedule set cursor = ${last}
    where version_id = ${due.version_id} and trigger_no = ${due.trigger_no}`.execute(tx);
}

async function planNext({ tx, version }: StepContext, due: DueTick, trigger: Trigger, after: number): Promise<void> {
  const { speed } = await readClock(tx);
  const next = nextLook(trigger, version.program, after, { zone: version.zone, speed });
  await sql`
    update schedule set next_at = ${next === null ? null : new Date(next)}, cursor = null
    where version_id = ${due.version_id} and trigger_no = ${due.trigger_no}`.execute(tx);
}
