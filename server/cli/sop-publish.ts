import { renderProblem } from '@fanloom/dsl/problem/render.js';
import type { Author } from '../access/author.js';
import { abilityOfStaff } from '../access/grants.js';
import { normalLogin } from '../account/session.service.js';
import { UserError } from '../config/user-error.js';
import { type Db, openDatabase } from '../db/database.js';
import { publishTexts, type TextsPublished } from '../sop/publish-texts.js';
import type { ExitCode, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';
import { readSopFiles } from './sop-files.js';

export interface PublishOptions {
  /** Name of the shop. */
  shop: string;
  /** Login of the author, whose rights and data scope count. */
  as: string;
  /** Data folder of the running product, where DATABASE_URL is not set. */
  data: string;
}

/** Publishes files to a shop, just as their author would on the page. */
export async function publishFiles(
  paths: readonly string[],
  options: PublishOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const texts = (await readSopFiles(paths)).map(({ text }) => text);
  const db = openDatabase(await runningDatabase(options.data, process.env), { name: 'fanloom-cli', connections: 2 });
  try {
    const author = await findAuthor(db, options.as);
    const result = await publishTexts(db, author, await findShop(db, options.shop), texts);
    report(result, terminal);
    return result.refused.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}

async function findShop(db: Db, name: string): Promise<string> {
  const shop = await db.selectFrom('shop').select('id').where('name', '=', name.trim()).executeTakeFirst();
  if (shop) return shop.id;
  throw new UserError('SOPCLI003', {
    zh: `没有叫“${name}”的店铺。请检查 --shop 的店铺名。`,
    en: `There is no shop called “${name}”. Check the name after --shop.`,
  });
}

async function findAuthor(db: Db, login: string): Promise<Author> {
  const staff = await db
    .selectFrom('staff')
    .select('id')
    .where('login', '=', normalLogin(login))
    .where('active', '=', true)
    .executeTakeFirst();
  if (staff) return { staffId: staff.id, ability: await abilityOfStaff(db, staff.id) };
  throw new UserError('SOPCLI004', {
    zh: `没有登录名为“${login}”的在职员工。请检查 --as 的登录名。`,
    en: `There is no active person with the login “${login}”. Check the login after --as.`,
  });
}

function report({ published, refused }: TextsPublished, terminal: Terminal): void {
  const { language } = terminal;
  if (terminal.json) {
    const views = refused.map(({ name, checked }) => ({ name, problems: checked.problems, tests: checked.tests }));
    terminal.print(JSON.stringify({ ok: refused.length === 0, published, refused: views }));
    return;
  }
  for (const { name, version } of published) {
    const number = String(version);
    terminal.print(language === 'zh' ? `“${name}” 第 ${number} 版已上线` : `“${name}”: version ${number} is live`);
  }
  for (const { name, text, checked } of refused) {
    terminal.print(
      language === 'zh' ? `“${name}” 没有发布，已存为草稿：` : `“${name}” was not published; it is kept as a draft:`,
    );
    for (const problem of checked.problems) {
      if (problem.severity === 'error') terminal.print(`${renderProblem(problem, text, language)}\n`);
    }
    for (const test of checked.tests) if (!test.passed) terminal.print(`  ✗ ${test.name}`);
  }
}
