import { sql } from 'kysely';
import type { Db } from '../db/database.js';

/** How big every table is and when it was last cleaned: names of tables and numbers. */
export async function readTableSizes(db: Db): Promise<object[]> {
  const { rows } = await sql<object>`
    select s.relname as name, greatest(c.reltuples, 0)::bigint as rows, s.n_dead_tup::bigint as dead_rows,
      pg_table_size(s.relid) as bytes, pg_indexes_size(s.relid) as index_bytes,
      greatest(s.last_vacuum, s.last_autovacuum) as vacuumed_at,
      greatest(s.last_analyze, s.last_autoanalyze) as analyzed_at
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid order by bytes desc, name`.execute(db);
  return rows;
}

/** Migrations that have run, oldest first. */
export async function readMigrations(db: Db): Promise<object[]> {
  const { rows } = await sql<object>`select name, timestamp as ran_at from kysely_migration order by name`.execute(db);
  return rows;
}

/** Settings of PostgreSQL that differ from its own, but for names of files and hosts. */
export async function readPostgresSettings(db: Db): Promise<object[]> {
  const { rows } = await sql<object>`
    select name, setting, unit from pg_settings
    where source not in ('default', 'client', 'override', 'session') and vartype <> 'string' order by name`.execute(db);
  return rows;
}
