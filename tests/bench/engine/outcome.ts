import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** What has to be the same, whoever did the work. */
export interface Outcome {
  finished: number;
  messages: number;
  sent_events: number;
  day_rows: number;
  coupons: number;
  tags: number;
  guarded_sends: number;
}

async function outcomeOf(db: Db): Promise<Outcome> {
  const { rows } = await sql<Outcome>`
    select (select count(*) from enrolment where state = 'finished') as finished,
      (select count(*) from sandbox_message) as messages,
      (select count(*) from event where type = 'message.sent') as sent_events,
      (select count(*) from fan_day where type = 'message.sent') as day_rows,
      (select count(*) from coupon_issue) as coupons,
      (select count(*) from fan_tag c join tag t on t.id = c.tag_id where t.name = '新粉-转化失败') as tags,
      (select coalesce(sum(cardinality(sent_at)), 0) from fan_guard)::bigint as guarded_sends`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('No outcome');
  return row;
}

/** A figure means nothing unless all fans went all the way: written to twice, given a coupon, tagged, finished. */
export async function expectAllTheWay(db: Db, fans: number): Promise<void> {
  const outcome = await outcomeOf(db);
  const expected: Outcome = {
    finished: fans,
    messages: 2 * fans,
    sent_events: 2 * fans,
    day_rows: 2 * fans,
    coupons: fans,
    tags: fans,
    guarded_sends: 2 * fans,
  };
  if (JSON.stringify(outcome) !== JSON.stringify(expected)) {
    throw new Error(`Expected ${JSON.stringify(expected)}, found ${JSON.stringify(outcome)}`);
  }
}
