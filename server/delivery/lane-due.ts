import { type RawBuilder, sql } from 'kysely';

/** Since when, or from when on, lane `l` has something to do; null for one that waits for somebody to look. */
export const laneDue: RawBuilder<Date | null> = sql`
  case l.phase when 'waiting' then l.due_at when 'parked' then null else l.arrived_at end`;
