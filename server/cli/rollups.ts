import { parseArgs } from 'node:util';
import { UserError } from '../config/user-error.js';
import { type Db, openDatabase } from '../db/database.js';
import { correctRollups, type RollupReport } from '../rollup/correct-rollups.js';
import { hasLostEvents } from '../rollup/rollup.sql.js';
import type { Command, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';

/** `fanloom rollups`: whether the sums of every fan are what the facts make. */
export const rollupsCommand: Command = {
  name: 'rollups',
  summary: { zh: '用事实重新核对每位粉丝的累计值', en: 'Check the sums of every fan against the facts' },
  usage: {
    zh: `fanloom rollups check|repair [--shop 店铺编号] [--since 日期] [--after 粉丝编号] [--data 目录]

用事件和直播快照重新计算每位粉丝的每日数据与累计值（观看、互动、购买……）。可在产品运行时执行，每次一千位粉丝。
check   只核对：全部一致时退出码为 0，否则为 1
repair  核对并改正

  --shop 店铺编号   只看一家店；默认全部
  --since 日期      只看这一天起的每日数据（2026-01-31）；曾按保留期限删除事件时必须写，取事件完整的第一天
  --after 粉丝编号  从这位粉丝之后继续：被中断时最后一行进度里的编号
  --data 目录       运行中产品的数据目录；设置了 DATABASE_URL 时不需要`,
    en: `fanloom rollups check|repair [--shop ID] [--since DAY] [--after FAN] [--data DIR]

Makes the daily sums and totals of every fan (watching, interaction, purchases …) again from events and totals of
broadcasts. Runs beside the product, a thousand fans at a time.
check   changes nothing; exit code 0 when all agree, else 1
repair  corrects what does not agree

  --shop ID    one shop only; all of them unless told
  --since DAY  only days from this one on (2026-01-31); must be told once retention has removed events: the first day
               of which all events are there
  --after FAN  goes on behind this fan: the id in the last line of progress of a run that was stopped
  --data DIR   data folder of a product that runs; not needed where DATABASE_URL is set`,
  },
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        shop: { type: 'string' },
        since: { type: 'string' },
        after: { type: 'string' },
        data: { type: 'string', default: '.fanloom' },
      },
    });
    const [verb, ...more] = positionals;
    const { shop = null, since = null, after = null } = values;
    const understood = [shop, after].every((id) => id === null || isId(id)) && (since === null || isDay(since));
    if ((verb !== 'check' && verb !== 'repair') || more.length > 0 || !understood) throw misused();
    const name = 'fanloom-rollups';
    const db = openDatabase(await runningDatabase(values.data, process.env), { name, connections: 1 });
    try {
      if (since === null && (await lostEvents(db))) throw needsSince();
      const order = { shopId: shop, since, after, repair: verb === 'repair' };
      const report = await correctRollups(db, order, ({ fans }, last) => {
        terminal.note({ zh: `已核对 ${String(fans)} 位粉丝，到 ${last}`, en: `${String(fans)} fans, up to ${last}` });
      });
      tell(report, terminal);
      return verb === 'repair' || isRight(report) ? 0 : 1;
    } finally {
      await db.destroy();
    }
  },
};

function lostEvents(db: Db): Promise<boolean> {
  return db.transaction().execute(hasLostEvents);
}

function isRight({ days, totals }: RollupReport): boolean {
  return days === 0 && totals === 0;
}

function tell(report: RollupReport, terminal: Terminal): void {
  const [fans, days, totals] = [report.fans, report.days, report.totals].map(String);
  const text = {
    zh: `核对 ${fans} 位粉丝：每日数据不符 ${days} 行，累计值不符 ${totals} 行`,
    en: `${fans} fans: ${days} daily sums and ${totals} totals were not what the facts make`,
  };
  terminal.print(terminal.json ? JSON.stringify(report) : text[terminal.language]);
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function misused(): UserError {
  return new UserError('RLPCLI001', {
    zh: '用法不对：fanloom rollups check|repair [--shop 店铺编号] [--since 日期] [--after 粉丝编号]。用 fanloom rollups --help 查看。',
    en: 'Use fanloom rollups check|repair [--shop ID] [--since DAY] [--after FAN]. See fanloom rollups --help.',
  });
}

function needsSince(): UserError {
  return new UserError('RLPCLI002', {
    zh: '曾按保留期限删除过事件，早于它们的累计值无法重算。请用 --since 写明事件完整的第一天。',
    en: 'Retention has removed events, and sums from before cannot be made again. Say with --since from which day all events are there.',
  });
}
