import { sql } from 'kysely';
import type { Db } from '../db/database.js';
import { pendingMigrations } from '../db/migrate.js';
import { codeOf } from '../db/no-connection.js';
import { troubleConnecting, troubleOf } from '../db/trouble.js';
import { fail, type Finding, ok, warn } from './finding.js';

const OLDEST_POSTGRES = 15;

/** Whether PostgreSQL answers, and is new enough. Where it fails no other check of the database makes sense. */
export async function checkPostgres(db: Db): Promise<Finding> {
  const { rows } = await sql<{ version: string; size: string }>`
    select current_setting('server_version') as version,
      pg_size_pretty(pg_database_size(current_database())) as size`.execute(db);
  const { version = '0', size = '' } = rows[0] ?? {};
  const found = { zh: `PostgreSQL ${version}，数据库 ${size}`, en: `PostgreSQL ${version}, the database has ${size}` };
  if (Number.parseInt(version, 10) >= OLDEST_POSTGRES) return ok('postgres', found);
  return fail('postgres', found, {
    zh: '请升级到 PostgreSQL 15 或更高版本。',
    en: 'Upgrade to PostgreSQL 15 or later.',
  });
}

/** What is sorted on disk to see that there is room, and how much of it PostgreSQL may keep in memory instead. */
const TRIAL_ROWS = 8_192;

/** Whether PostgreSQL can write: that it is no copy and not read-only, and, by sorting 8 MiB on its disk, that there is room. */
export async function checkWriting(db: Db): Promise<Finding> {
  try {
    const readOnly = await db.transaction().execute(async (tx) => {
      await sql`select set_config('work_mem', '64kB', true)`.execute(tx);
      await sql`
        select count(*) from (
          select repeat(md5(n::text), 32) as text from generate_series(1, ${TRIAL_ROWS}::int) n order by text offset 0) trial
      `.execute(tx);
      const { rows } = await sql<{ on: boolean }>`
        select current_setting('transaction_read_only')::boolean as on`.execute(tx);
      return rows[0]?.on === true;
    });
    if (!readOnly) return ok('writing', { zh: '数据库可以写入', en: 'The database can be written to' });
    const { found, advice } = troubleConnecting('25006');
    return fail('writing', found, advice);
  } catch (error) {
    const trouble = troubleOf(error);
    if (!trouble) throw error;
    return fail('writing', trouble.found, trouble.advice);
  }
}

/** The code says enough; the message of the driver may hold names of hosts and accounts. */
export function postgresAway(error: unknown): Finding {
  const code = codeOf(error);
  const { found, advice } = troubleConnecting(code);
  const told = code ?? '—';
  return fail('postgres', { zh: `${found.zh}（${told}）`, en: `${found.en} (${told})` }, advice);
}

export async function checkSchema(url: string): Promise<Finding> {
  const pending = await pendingMigrations(url);
  if (pending.length === 0) return ok('schema', { zh: '数据库结构已是最新', en: 'The schema is up to date' });
  return fail(
    'schema',
    { zh: `数据库结构还差 ${pending.join('、')}`, en: `The schema lacks ${pending.join(', ')}` },
    { zh: '请运行 fanloom migrate。', en: 'Run fanloom migrate.' },
  );
}

/** Leases and sessions are in the database's time, time-outs in this machine's. */
export async function checkClock(db: Db): Promise<Finding> {
  const before = Date.now();
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  const after = Date.now();
  const there = rows[0]?.at.getTime() ?? Number.NaN;
  return judgeClock(Math.max(before - there, there - after, 0) / 1_000);
}

/** @param apart seconds between the two clocks */
export function judgeClock(apart: number): Finding {
  const text = apart.toFixed(1);
  const found = { zh: `与数据库的时钟相差 ${text} 秒`, en: `This clock and the database's are ${text} s apart` };
  const advice = { zh: '请在两台机器上启用 NTP 对时。', en: 'Let NTP set the clocks of both machines.' };
  if (apart > 30) return fail('clock', found, advice);
  return apart > 2 ? warn('clock', found, advice) : ok('clock', found);
}

/** Rows that fell into no month slow every query down; the worker makes the months every hour. */
export async function checkPartitions(db: Db): Promise<Finding> {
  const { rows } = await sql<{ stray: number; ready: boolean }>`
    select (select count(*)::int from (
        (select from enrolment_other limit 1000) union all (select from event_other limit 1000)) strays) as stray,
      to_regclass('enrolment_' || to_char(clock_timestamp() at time zone 'UTC' + interval '1 month', 'YYYY_MM'))
        is not null as ready`.execute(db);
  const { stray = 0, ready = false } = rows[0] ?? {};
  if (stray === 0 && ready) {
    return ok('partitions', {
      zh: '本月和下月的分区已就绪',
      en: 'The partitions of this month and the next are there',
    });
  }
  return warn(
    'partitions',
    stray > 0
      ? { zh: '有记录没有落入月份分区', en: 'Rows lie outside the partitions of months' }
      : { zh: '还没有下个月的分区', en: 'The partition of the next month is missing' },
    {
      zh: 'worker 每小时补建分区：请确认它在运行，日志中没有 partitions 失败。',
      en: 'The worker makes partitions every hour: see that it runs, and that its log tells of no failed partitions.',
    },
  );
}
