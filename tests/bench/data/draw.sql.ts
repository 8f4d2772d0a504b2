import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';

/**
 * Functions of this session from which all rows are drawn: `draw(n, what)` is a number from 0 to 1 and `made_id(n, what,
 * at)` an id of that time, always the same for the same arguments.
 */
export async function defineDraws(tx: Tx): Promise<void> {
  await sql`
    create or replace function pg_temp.draw(n bigint, what int) returns double precision
      language sql immutable parallel safe as $$
      select (hashint8extended(n, what) & 2147483647) / 2147483648.0
    $$;
    create or replace function pg_temp.made_id(n bigint, what int, at timestamptz) returns uuid
      language sql immutable parallel safe as $$
      select overlay(overlay(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || md5(n || ':' || what)
        placing '7' from 13 for 1) placing '8' from 17 for 1)::char(32)::uuid
    $$`.execute(tx);
}
