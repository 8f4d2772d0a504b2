import { sql } from 'kysely';
import type { Db } from '../db/database.js';

/** What waits and what takes room: counts over all shops, nothing of a person. */
export interface Load {
  facts_waiting: number;
  facts_stuck: number;
  runs_open: number;
  messages_due: number;
  messages_sending: number;
  webhook_calls_due: number;
  imports_running: number;
  connections: number;
  connections_most: number;
  database_bytes: number;
}

export async function readLoad(db: Db): Promise<Load> {
  const { rows } = await sql<Load>`
    select
      (select count(*)::int from fact_outbox where problem is null) as facts_waiting,
      (select count(*)::int from fact_outbox where problem is not null) as facts_stuck,
      (select count(distinct run_id)::int from lane where phase <> 'parked') as runs_open,
      (select count(*)::int from effect where status = 'planned' and send_at <= business_now()) as messages_due,
      (select count(*)::int from effect where status = 'sending') as messages_sending,
      (select count(*)::int from webhook_call where status = 'planned' and due_at <= business_now()) as webhook_calls_due,
      (select count(*)::int from import where state in ('running', 'undoing')) as imports_running,
      (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
      current_setting('max_connections')::int as connections_most,
      pg_database_size(current_database()) as database_bytes`.execute(db);
  const [load] = rows;
  if (!load) throw new Error('A query without from has one row');
  return load;
}
