import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSecrets } from '../config/secrets.js';
import { UserError } from '../config/user-error.js';
import { openDatabase, type Db } from '../db/database.js';
import { readIngestShop, type IngestShop } from '../event/ingest-shop.js';
import { importKind, importOptions, type ImportOptions } from '../import/import-settings.js';
import type { Command, Terminal } from './command.js';
import { importFile } from './import-file.js';
import { toldReading } from './import-reading.js';
import { watchFolder } from './import-watch.js';
import { runningDatabase } from './running-database.js';

const DEFAULT_FOLDER = '.fanloom';

/** `fanloom import FILE…`: brings in exports, one after another. */
export const importCommand: Command = {
  name: 'import',
  summary: {
    zh: '导入订单、退款、明细、直播间、粉丝或行为导出文件',
    en: 'Import exports of orders, refunds, items, broadcasts, followers or behaviour',
  },
  usage: {
    zh: `fanloom import 文件… [--shop 店铺] [--kind orders|refunds|items|live|followers|events] [--history|--current]
               [--sheet 工作表] [--header 行号] [--columns 字段,…] [--dates mdy|dmy|ymd] [--decimal .|,] [--events 词=事件,…]
               [--session 场次] [--owner 登录名] [--consent 渠道,…] [--rejects 目录] [--yes] [--data 目录]
fanloom import --watch 目录 [选项]

  --shop 店铺      导入到哪家店铺；只有一家时可省略
  --kind 类型      识别不对时指定文件类型
  --sheet 名称     读工作簿里的哪一张表
  --header 行号    表头在第几行；0 表示没有表头
  --columns 列表   按文件里的顺序写各列的含义，不要的写 -，如 user_id,sku,-,event_type,happened_at；要同时给 --kind
  --dates 顺序     3/1/26 这样的日期是月日年 mdy、日月年 dmy 还是年月日 ymd，默认看整列
  --decimal 符号   小数点写成 . 还是 ,，默认看整列
  --events 列表    行为记录里的词是什么事件，如 pv=product.click,fav=（等号后留空表示不导入；
                   =product.click 表示每一行都是）
  --history        历史数据，不触发 SOP（默认）
  --current        当前数据，24 小时内的事件可以触发 SOP
  --session 场次   直播间文件属于哪一场，默认取文件名
  --owner 登录名   文件没写负责人时归谁，默认进公海
  --consent 渠道   文件里的人都已同意接收的渠道，如 private_message,sms
  --rejects 目录   把未导入的行和原因写成 CSV，放进这个目录
  --watch 目录     一直等在这个目录：放进来的文件自动导入，然后移到 done/ 或 failed/，旁边有 JSON 结果
  --yes            不再询问
  --data 目录      产品的数据目录，默认 ${DEFAULT_FOLDER}`,
    en: `fanloom import FILE… [--shop NAME] [--kind orders|refunds|items|live|followers|events] [--history|--current]
               [--sheet NAME] [--header ROW] [--columns FIELD,…] [--dates mdy|dmy|ymd] [--decimal .|,] [--events WORD=TYPE,…]
               [--session NAME] [--owner LOGIN] [--consent CHANNEL,…] [--rejects DIR] [--yes] [--data DIR]
fanloom import --watch DIR [OPTIONS]

  --shop NAME      the shop to import into; may be left out when there is one
  --kind KIND      what the file is, where the detection is wrong
  --sheet NAME     which sheet of a workbook to read
  --header ROW     which row has the heads; 0: there are none
  --columns LIST   what the columns stand for in the order of the file, - for one to leave out, such as
                   user_id,sku,-,event_type,happened_at; needs --kind
  --dates ORDER    whether 3/1/26 is mdy, dmy or ymd; told by the whole column unless given
  --decimal SIGN   whether decimals follow . or ,; told by the whole column unless given
  --events LIST    what words of behaviour stand for, such as pv=product.click,fav= (nothing leaves such rows
                   out; =product.click is what each row is)
  --history        old data, starts no SOP (unless told otherwise)
  --current        current data: events of the last 24 hours may start SOPs
  --session NAME   which broadcast a live export is about; the file's name unless told
  --owner LOGIN    whose the fans are where the file names nobody; the pool unless told
  --consent LIST   channels on which everybody in the file agreed to be written to, such as private_message,sms
  --rejects DIR    write the rows that were not imported, with reasons, as CSV into this folder
  --watch DIR      stay and import what is put into this folder; files move to done/ or failed/, with a report in JSON
  --yes            do not ask
  --data DIR       data folder of the product, ${DEFAULT_FOLDER} unless told`,
  },
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        shop: { type: 'string' },
        kind: { type: 'string' },
        history: { type: 'boolean', default: false },
        current: { type: 'boolean', default: false },
        sheet: { type: 'string' },
        header: { type: 'string' },
        columns: { type: 'string' },
        dates: { type: 'string' },
        decimal: { type: 'string' },
        events: { type: 'string', default: '' },
        session: { type: 'string' },
        owner: { type: 'string' },
        consent: { type: 'string', default: '' },
        rejects: { type: 'string' },
        watch: { type: 'string' },
        yes: { type: 'boolean', default: false },
        data: { type: 'string', default: DEFAULT_FOLDER },
      },
    });
    const isAsked = (values.watch === undefined) !== (positionals.length === 0);
    if (!isAsked || (values.history && values.current)) throw wrongArguments();
    const kind = importKind.optional().safeParse(values.kind);
    const reading = kind.success ? toldReading({ ...values, kind: kind.data }) : undefined;
    if (!reading) throw wrongArguments();
    const keys = await readSecrets(process.env['FANLOOM_SECRETS'] || join(values.data, 'secrets.json'));
    const db = openDatabase(await runningDatabase(values.data, process.env), { name: 'fanloom-import' });
    const stopping = new AbortController();
    const interrupt = () => stopping.abort();
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    try {
      const shop = await findShop(db, values.shop);
      const options = await readOptions(db, values);
      const task = {
        db,
        keys,
        shop,
        options,
        reading,
        ask: !values.yes && values.watch === undefined,
        rejects: values.rejects,
        signal: stopping.signal,
      };
      if (values.watch !== undefined) {
        const take = (path: string, reporting: Terminal) => importFile(path, task, reporting);
        await watchFolder({ folder: values.watch, signal: stopping.signal, take }, terminal);
        return 0;
      }
      let isClean = true;
      for (const path of positionals) isClean = (await importFile(path, task, terminal)) && isClean;
      return isClean ? 0 : 1;
    } finally {
      process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
      await db.destroy();
    }
  },
};

async function findShop(db: Db, name: string | undefined): Promise<IngestShop> {
  const shops = await db.selectFrom('shop').select(['id', 'name']).orderBy('name').execute();
  const found = name === undefined && shops.length === 1 ? shops[0] : shops.find((shop) => shop.name === name);
  const shop = found && (await readIngestShop(db, found.id));
  if (shop) return shop;
  const names = shops.map((one) => one.name).join('、') || '—';
  throw new UserError('IMP121', {
    zh: `请用 --shop 指定店铺。现有店铺：${names}`,
    en: `Name the shop with --shop. There are: ${names}`,
  });
}

async function readOptions(
  db: Db,
  values: { current: boolean; session?: string | undefined; owner?: string | undefined; consent: string },
): Promise<ImportOptions> {
  const options = importOptions.safeParse({
    mode: values.current ? 'current' : 'history',
    session: values.session ?? null,
    owner_id: values.owner === undefined ? null : await findOwner(db, values.owner),
    consent: values.consent
      .split(',')
      .map((channel) => channel.trim())
      .filter((channel) => channel !== ''),
  });
  if (!options.success) throw wrongArguments();
  return options.data;
}

async function findOwner(db: Db, login: string): Promise<string> {
  const owner = await db
    .selectFrom('staff')
    .select('id')
    .where('login', '=', login)
    .where('active', '=', true)
    .executeTakeFirst();
  if (owner) return owner.id;
  throw new UserError('IMP122', {
    zh: `没有登录名为 ${login} 的在职员工，请检查 --owner。`,
    en: `No active person logs in as ${login}: check --owner.`,
  });
}

function wrongArguments(): UserError {
  return new UserError('IMP120', {
    zh: '参数不对。请给出文件，并用 fanloom import --help 查看选项。',
    en: 'The arguments are not right. Name a file; fanloom import --help shows the options.',
  });
}
