import { renderProblem } from '@fanloom/dsl/problem/render.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { checkedText } from '../sop/checked-text.js';
import { review, type ReviewedFile } from '../sop/review.js';
import type { ExitCode, Terminal } from './command.js';
import { folderCatalogue } from './folder-catalogue.js';
import { readSopFiles } from './sop-files.js';

/** Files as one folder, reviewed without a shop. Says which names it has to take on trust. */
export async function reviewFiles(paths: readonly string[], terminal: Terminal): Promise<ReviewedFile[]> {
  const files = await readSopFiles(paths);
  const { catalogue, assumed } = folderCatalogue(files);
  if (assumed.length > 0) {
    const names = assumed.map((name) => `“${name}”`);
    terminal.note({
      zh: `这些文件没有定义优惠券${names.join('、')}，按店里已有处理`,
      en: `These files do not define the coupons ${names.join(', ')}; they are taken as the shop's`,
    });
  }
  return review(files, { catalogue, options: NEW_SHOP });
}

export async function checkFiles(paths: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const files = await reviewFiles(paths, terminal);
  const errors = countOf(files, 'error');
  if (terminal.json) {
    const views = files.map((file) => ({ path: file.path, problems: checkedText(file).problems }));
    terminal.print(JSON.stringify({ ok: errors === 0, files: views }));
  } else {
    printProblems(files, terminal);
    terminal.print(summary(files, terminal));
  }
  return errors === 0 ? 0 : 1;
}

export function printProblems(files: readonly ReviewedFile[], terminal: Terminal): void {
  for (const { text, problems } of files) {
    for (const problem of problems) terminal.print(`${renderProblem(problem, text, terminal.language)}\n`);
  }
}

export function countOf(files: readonly ReviewedFile[], severity: 'error' | 'warning'): number {
  return files.reduce((sum, file) => sum + file.problems.filter((one) => one.severity === severity).length, 0);
}

function summary(files: readonly ReviewedFile[], { language }: Terminal): string {
  const [errors, reminders] = [countOf(files, 'error'), countOf(files, 'warning')].map(String);
  const count = String(files.length);
  if (language === 'zh') {
    return errors === '0' && reminders === '0'
      ? `检查了 ${count} 个文件，没有问题`
      : `检查了 ${count} 个文件：${errors ?? ''} 个错误，${reminders ?? ''} 个提醒`;
  }
  return errors === '0' && reminders === '0'
    ? `Files checked: ${count}; nothing is wrong`
    : `Files checked: ${count}; errors: ${errors ?? ''}, reminders: ${reminders ?? ''}`;
}
