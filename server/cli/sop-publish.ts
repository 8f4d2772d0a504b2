import { renderProblem } from '@fanloom/dsl/problem/render.js';
import { publishTexts, type TextsPublished } from '../sop/publish-texts.js';
import type { ExitCode, Terminal } from './command.js';
import { type ShopAccess, withShop } from './shop-access.js';
import { readSopFiles } from './sop-files.js';

/** Publishes files to a shop, just as their author would on the page. */
export async function publishFiles(
  paths: readonly string[],
  access: ShopAccess,
  terminal: Terminal,
): Promise<ExitCode> {
  const texts = (await readSopFiles(paths)).map(({ text }) => text);
  return withShop(access, async (db, author, shopId) => {
    const result = await publishTexts(db, author, shopId, texts);
    report(result, terminal);
    return result.refused.length === 0 ? 0 : 1;
  });
}

function report({ published, requested, refused }: TextsPublished, terminal: Terminal): void {
  const { language } = terminal;
  if (terminal.json) {
    const views = refused.map(({ name, checked }) => ({ name, problems: checked.problems, tests: checked.tests }));
    terminal.print(JSON.stringify({ ok: refused.length === 0, published, requested, refused: views }));
    return;
  }
  for (const { name, version } of published) {
    const number = String(version);
    terminal.print(language === 'zh' ? `“${name}” 第 ${number} 版已上线` : `“${name}”: version ${number} is live`);
  }
  for (const { name } of requested) {
    terminal.print(
      language === 'zh' ? `“${name}” 已提交，等待审批` : `“${name}” is submitted and waits for somebody to approve it`,
    );
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
