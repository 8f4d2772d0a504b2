import { sql } from 'kysely';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Expectation } from '@fanloom/dsl/ir/test-case.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { overFan } from '../../engine/condition.sql.js';
import { loadVersion } from '../../engine/version.js';
import type { EngineKit } from '../engine-kit.js';

/** The fan and the SOP that a test is about. */
export interface Subject {
  fan: string;
  sopId: string;
}

/**
 * Whether an expectation has come true in the database.
 *
 * @param from messages that went out from this instant on count
 */
export async function isMet(kit: EngineKit, subject: Subject, expect: Expectation, from: Date): Promise<boolean> {
  switch (expect.kind) {
    case 'sent': {
      const sent = (await kit.sent()).filter(
        ({ channel, at }) => (expect.channel === null || channel === expect.channel) && at >= from,
      );
      return expect.count === null ? sent.length > 0 : sent.length === expect.count;
    }
    case 'left':
    case 'finished':
      return exists(kit, sql`select from enrolment where sop_id = ${subject.sopId} and state = ${expect.kind}`);
    case 'task':
      return exists(kit, sql`select from task where fan_id = ${subject.fan} and title = ${expect.title}`);
    case 'started':
      return exists(kit, sql`select from enrolment e join sop p on p.id = e.sop_id where p.name = ${expect.sop}`);
    case 'condition':
      return holds(kit, subject, expect.condition);
  }
}

async function exists(kit: EngineKit, rows: ReturnType<typeof sql>): Promise<boolean> {
  const { rows: found } = await sql<{ is: boolean }>`select exists (${rows}) as is`.execute(kit.db);
  return found[0]?.is === true;
}

/** The engine's own condition over the fan, seen from their latest stay. */
async function holds(kit: EngineKit, { fan, sopId }: Subject, condition: Condition): Promise<boolean> {
  const now = await businessNow(kit.db);
  return kit.db.transaction().execute(async (tx) => {
    const { live_version: live } = await tx
      .selectFrom('sop')
      .select('live_version')
      .where('id', '=', sopId)
      .executeTakeFirstOrThrow();
    if (live === null) throw new Error('The SOP under test is published');
    const version = await loadVersion(tx, live);
    const entry = { happenedAt: sql`latest.happened_at`, properties: sql`latest.event_properties` };
    const { rows } = await sql<{ is: boolean }>`
      select ${overFan(condition, { version, now }, sql`${fan}::uuid`, { entry })} as is
      from (select) one left join lateral (
        select happened_at, event_properties from enrolment where sop_id = ${sopId} order by id desc limit 1
      ) latest on true`.execute(tx);
    return rows[0]?.is === true;
  });
}
