import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { businessNow } from '../clock/clock.js';
import { UserError } from '../config/user-error.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { importOptions } from '../import/import-settings.js';
import { previewFile } from '../import/preview.js';
import { runImport } from '../import/run/run-import.js';
import { createImport, findUnfinished, measureFile } from '../import/start-import.js';
import { writeExports, type ExportFile } from './generate/exports.js';
import type { World } from './generate/world.js';
import { OWNERS } from './people.js';

const CONSENT = ['private_message', 'sms'];
const ORDER_FILES = 3;
const BROADCASTS = [8, 1];
/** Another process that was killed holds its import for half a minute. */
const LOOK_AGAIN = 1_000;

export interface HistoryOptions {
  db: Db;
  keys: Keys;
  shopId: string;
  /** Whose imports they are. */
  staffId: string;
  /** Where the exports are written; they stay, for the newcomer to look at and to import by hand. */
  folder: string;
  say: (line: Bilingual) => void;
}

/** Writes the exports of the shop's past and brings them in as any operator does. What is in already is left out. */
export async function importHistory(world: World, options: HistoryOptions): Promise<void> {
  const { db, shopId, say } = options;
  const folder = join(options.folder, 'demo-exports');
  say({
    zh: `生成店铺导出文件（${world.fans} 位粉丝，${world.orders} 笔订单）：${folder}`,
    en: `Generating the shop's exports (${world.fans} fans, ${world.orders} orders): ${folder}`,
  });
  const files = await writeExports(world, folder, {
    orderFiles: ORDER_FILES,
    owners: OWNERS,
    broadcasts: BROADCASTS,
  });
  for (const file of files) {
    const measured = { name: basename(file.path), ...(await measureFile(file.path)) };
    if (await isImported(db, shopId, measured.sha256)) continue;
    say({ zh: `导入 ${measured.name}…`, en: `Importing ${measured.name} …` });
    const id =
      (await findUnfinished(db, shopId, measured.sha256)) ??
      (await createImport(db, shopId, measured, await planFor(file, options), options.staffId));
    while ((await runImport(db, options.keys, id, file.path)) === 'busy') await delay(LOOK_AGAIN);
    say(await outcomeOf(db, id));
  }
}

async function isImported(db: Db, shopId: string, sha256: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('import')
    .select('id')
    .where('shop_id', '=', shopId)
    .where('file_sha256', '=', sha256)
    .where('state', '=', 'done')
    .executeTakeFirst();
  return row !== undefined;
}

/** What the importer detects, as an operator would confirm it. */
async function planFor(file: ExportFile, { db, keys, shopId }: HistoryOptions) {
  const shop = await db
    .selectFrom('shop')
    .select(['id', 'platform', 'zone'])
    .where('id', '=', shopId)
    .executeTakeFirstOrThrow();
  const preview = await previewFile(file.path, { shop, ownFields: new Map(), keys, now: await businessNow(db) });
  const { kind, header_row, problems } = preview;
  if (kind !== file.kind || header_row === null || problems.length > 0) throw notRecognised(basename(file.path));
  const options = importOptions.parse({ mode: 'history', session: file.session, consent: CONSENT });
  return { ...preview, kind, header_row, options };
}

async function outcomeOf(db: Db, importId: string): Promise<Bilingual> {
  const { state, loaded, merged, unchanged, rejected, layout } = await db
    .selectFrom('import')
    .select(['state', 'loaded', 'merged', 'unchanged', 'rejected', 'layout'])
    .where('id', '=', importId)
    .executeTakeFirstOrThrow();
  if (state !== 'done') throw notImported();
  return {
    zh: `  新增 ${loaded}，更新 ${merged}，无变化 ${unchanged}，拒绝 ${rejected}，版式行 ${layout}`,
    en: `  ${loaded} loaded, ${merged} merged, ${unchanged} unchanged, ${rejected} rejected, ${layout} lines of layout`,
  };
}

function notRecognised(name: string): UserError {
  return new UserError('DEMO002', {
    zh: `演示文件 ${name} 没有被正确识别。请换一个数据目录重试，并把这个文件反馈给我们。`,
    en: `The demo's file ${name} was not recognised. Try again with a new data folder, and report the file.`,
  });
}

function notImported(): UserError {
  return new UserError('DEMO003', {
    zh: '演示数据没有导入完成。请重新启动；仍然失败时换一个数据目录。',
    en: 'The import of the demo data did not finish. Start again; if that fails too, use a new data folder.',
  });
}
