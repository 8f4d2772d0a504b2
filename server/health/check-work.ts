import { sql } from 'kysely';
import type { Db } from '../db/database.js';
import { isDeliveryHeld } from '../delivery/delivery-hold.js';
import { laneDue } from '../delivery/lane-due.js';
import { fail, type Finding, ok, warn } from './finding.js';

/** A restored copy sends nothing until somebody confirms it. */
export async function checkDelivery(db: Db): Promise<Finding> {
  if (!(await isDeliveryHeld(db))) return ok('delivery', { zh: '消息正常发送', en: 'Messages go out' });
  return warn(
    'delivery',
    { zh: '数据库是恢复出来的副本，消息暂停发送', en: 'The database is a restored copy: no message goes out' },
    {
      zh: '请检查流程，停掉不该继续的，然后由 IT 或运营在网页顶部点“确认并恢复发送”。',
      en: 'Look at the SOPs, stop those that should not go on; then IT or an operator confirms at the top of any page.',
    },
  );
}

const LATE_SECONDS = 600;

/** Runs whose time has come and which nobody moves on: the worker is away, or Temporal. */
export async function checkRuns(db: Db): Promise<Finding> {
  const { rows } = await sql<{ runs: number; seconds: number }>`
    select count(distinct run_id)::int as runs, coalesce(max(late), 0)::float8 as seconds from (
      select l.run_id, extract(epoch from business_now() - (${laneDue})) / c.speed as late
      from lane l join run r on r.id = l.run_id and r.gate = 'open' join sop p on p.id = r.sop_id and p.gate = 'open', clock c
    ) lanes where late > ${LATE_SECONDS}`.execute(db);
  const { runs = 0, seconds = 0 } = rows[0] ?? {};
  if (runs === 0) return ok('runs', { zh: '流程按时推进', en: 'SOPs go on in time' });
  const minutes = String(Math.round(seconds / 60));
  return fail(
    'runs',
    {
      zh: `${String(runs)} 批流程停住了，最久 ${minutes} 分钟`,
      en: `${String(runs)} runs of SOPs stand still, the longest for ${minutes} min`,
    },
    {
      zh: '请确认 worker 和 Temporal 都在运行；在 worker 所在的机器上运行 fanloom doctor。恢复后会自动补上，不会重复发送。',
      en: 'See that the worker and Temporal run; fanloom doctor on the machine of the worker tells more. They catch up by themselves and send nothing twice.',
    },
  );
}

const BACKUP_DAYS = 2;

/** When `backup.sh` or the backup's job last came to a good end. */
export async function checkBackup(db: Db): Promise<Finding> {
  const { rows } = await sql<{ days: number | null }>`
    select (extract(epoch from clock_timestamp() - backed_up_at) / 86400)::float8 as days from installation`.execute(
    db,
  );
  const days = rows[0]?.days ?? null;
  const advice = {
    zh: '请按 docs/it/backup.zh.md 设置每天备份。',
    en: 'Back up every day, see docs/it/backup.en.md.',
  };
  if (days === null) return warn('backup', { zh: '还没有备份记录', en: 'No backup is known of' }, advice);
  const hours = String(Math.round(days * 24));
  const found = { zh: `最近一次备份在 ${hours} 小时前`, en: `The last backup is ${hours} h old` };
  return days > BACKUP_DAYS ? warn('backup', found, advice) : ok('backup', found);
}

/** Facts that nobody has handled: the worker is away, or too slow. */
export async function checkBacklog(db: Db): Promise<Finding> {
  const { rows } = await sql<{ facts: number; stuck: number; seconds: number }>`
    select count(*)::int as facts, count(problem)::int as stuck,
      coalesce(extract(epoch from clock_timestamp() - min(at) filter (where problem is null)), 0)::float8 as seconds
    from fact_outbox`.execute(db);
  const { facts = 0, stuck = 0, seconds = 0 } = rows[0] ?? {};
  const minutes = String(Math.round(seconds / 60));
  const found = {
    zh: `待处理事实 ${String(facts)} 条，最久 ${minutes} 分钟；无法处理 ${String(stuck)} 条`,
    en: `${String(facts)} facts wait, the oldest for ${minutes} min; ${String(stuck)} cannot be handled`,
  };
  if (seconds > LATE_SECONDS) {
    return fail('backlog', found, {
      zh: '请确认 worker 在运行并查看它的日志；仍在增长时增加 worker。',
      en: 'See that the worker runs and look at its log; add workers when the backlog grows.',
    });
  }
  if (stuck === 0) return ok('backlog', found);
  return warn('backlog', found, {
    zh: '请打包 fanloom support 并联系支持。',
    en: 'Pack fanloom support and ask for help.',
  });
}
