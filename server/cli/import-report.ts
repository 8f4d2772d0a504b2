import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { ImportKind } from '../import/columns.js';
import type { FileFormat } from '../import/format.js';
import type { CodedText } from '../import/import.problems.js';
import { USUAL, type DateOrder } from '../import/notation.js';
import type { Preview } from '../import/preview.js';
import type { Progress } from '../import/run/run-import.js';

const KINDS: Record<ImportKind, Bilingual> = {
  orders: { zh: '订单', en: 'orders' },
  refunds: { zh: '退款（售后）', en: 'refunds' },
  items: { zh: '宝贝明细', en: 'order items' },
  live: { zh: '直播间数据', en: 'a broadcast' },
  followers: { zh: '粉丝列表', en: 'followers' },
  events: { zh: '行为记录', en: 'behaviour' },
};

const DELIMITERS: Record<string, Bilingual> = {
  ',': { zh: '逗号', en: 'comma' },
  '\t': { zh: '制表符', en: 'tab' },
  ';': { zh: '分号', en: 'semicolon' },
  '|': { zh: '竖线', en: 'bar' },
  ' ': { zh: '空格', en: 'blanks' },
};

const DATES: Record<DateOrder, Bilingual> = {
  month_first: { zh: '月/日/年', en: 'month/day/year' },
  day_first: { zh: '日/月/年', en: 'day/month/year' },
  year_first: { zh: '年/月/日', en: 'year/month/day' },
};

const SHOWN_REASONS = 5;
const number = (value: number) => value.toLocaleString('en-US');

/** What was detected in a file and what its first rows would become. */
export function detectionText(name: string, preview: Preview): Bilingual {
  const kind = preview.kind && KINDS[preview.kind];
  const used = preview.columns.filter((column) => column.field !== null);
  const unused = preview.columns.filter((column) => column.field === null && column.name !== '');
  const { scan } = preview;
  const pairs = used.map(({ name, index, field }) => `${name || `#${index + 1}`}→${field ?? ''}`).join('  ');
  const words = preview.words.map(({ word, event }) => `${word}→${event ?? '-'}`).join('  ');
  const { dates, decimal } = preview.notation;
  const isUnusual = dates !== USUAL.dates || decimal !== USUAL.decimal;
  const names = unused.map((column) => column.name).join('  ');
  return lines({
    zh: [
      name,
      `  识别为  ${kind ? kind.zh : '未知'}（${formatText(preview.format, 'zh')}，${preview.header_row === 0 ? '没有表头' : `表头在第 ${preview.header_row ?? '?'} 行`}）`,
      used.length > 0 && `  字段    ${pairs}`,
      words !== '' && `  行为    ${words}`,
      isUnusual && `  写法    日期 ${DATES[dates].zh}，小数点 ${decimal}`,
      unused.length > 0 && `  未使用  ${names}`,
      kind &&
        `  试读    前 ${number(scan.rows)} 行：可导入 ${number(scan.accepted)}，不可导入 ${number(scan.rejected)}，版式行 ${number(scan.layout)}`,
      ...reasonLines(scan.reasons, 'zh'),
      ...[...preview.problems, ...preview.cautions].map(({ code, text }) => `  ${code}  ${text.zh}`),
    ],
    en: [
      name,
      `  Looks like  ${kind ? kind.en : 'nothing known'} (${formatText(preview.format, 'en')}, ${preview.header_row === 0 ? 'no header' : `header in row ${preview.header_row ?? '?'}`})`,
      used.length > 0 && `  Columns     ${pairs}`,
      words !== '' && `  Words       ${words}`,
      isUnusual && `  Written     dates ${DATES[dates].en}, decimals after ${decimal}`,
      unused.length > 0 && `  Not used    ${names}`,
      kind &&
        `  Dry run     first ${number(scan.rows)} rows: ${number(scan.accepted)} fine, ${number(scan.rejected)} not, ${number(scan.layout)} of layout`,
      ...reasonLines(scan.reasons, 'en'),
      ...[...preview.problems, ...preview.cautions].map(({ code, text }) => `  ${code}  ${text.en}`),
    ],
  });
}

export function progressText({ rows, share }: Progress, seconds: number): Bilingual {
  const percent = Math.floor(share * 100);
  const rate = number(Math.round(rows / Math.max(seconds, 0.001)));
  const left = share > 0 ? Math.ceil((seconds / share) * (1 - share)) : 0;
  return {
    zh: `  ${percent}%  ${number(rows)} 行，每秒 ${rate} 行，约剩 ${left} 秒`,
    en: `  ${percent}%  ${number(rows)} rows, ${rate} rows/s, about ${left} s left`,
  };
}

/** An import's row with the reasons of its rejected rows. */
export interface ImportOutcome {
  state: string;
  kind: string | null;
  layout: number;
  loaded: number;
  merged: number;
  unchanged: number;
  rejected: number;
  reasons: { code: string; text: Bilingual; count: number }[];
  warnings: Record<string, string[]>;
  cautions: CodedText[];
  problem: { code: string; text: Bilingual } | null;
}

/** The counts, which add up to the rows of the file. */
export function outcomeText(outcome: ImportOutcome): Bilingual {
  const { layout, loaded, merged, unchanged, rejected } = outcome;
  const rows = loaded + merged + unchanged + rejected;
  const owners = outcome.warnings['unknown_owner'];
  const width = number(rows).length;
  const row = (label: string, count: number) => `    ${label}  ${number(count).padStart(width)}`;
  const hasMoreRows = outcome.kind === 'orders' && unchanged > 0;
  return lines({
    zh: [
      outcome.problem && `  ${outcome.problem.code}  ${outcome.problem.text.zh}`,
      `  ${stateText[outcome.state]?.zh ?? outcome.state}：${number(rows)} 行数据（另有版式行 ${number(layout)}）`,
      row('新增  ', loaded),
      row('更新  ', merged),
      row('无变化', unchanged) + (hasMoreRows ? '（同一订单的第二行起也算在这里）' : ''),
      row('未导入', rejected),
      ...reasonLines(outcome.reasons, 'zh'),
      owners && `  没有找到这些负责人，粉丝归默认负责人或公海：${owners.join('、')}`,
      ...outcome.cautions.map(({ code, text }) => `  ${code}  ${text.zh}`),
    ],
    en: [
      outcome.problem && `  ${outcome.problem.code}  ${outcome.problem.text.en}`,
      `  ${stateText[outcome.state]?.en ?? outcome.state}: ${number(rows)} rows of data (and ${number(layout)} of layout)`,
      row('loaded   ', loaded),
      row('merged   ', merged),
      row('unchanged', unchanged) + (hasMoreRows ? ' (with the further rows of each order)' : ''),
      row('rejected ', rejected),
      ...reasonLines(outcome.reasons, 'en'),
      owners && `  These owners are not known; their fans go to the default owner or the pool: ${owners.join(', ')}`,
      ...outcome.cautions.map(({ code, text }) => `  ${code}  ${text.en}`),
    ],
  });
}

const stateText: Record<string, Bilingual> = {
  done: { zh: '完成', en: 'Done' },
  failed: { zh: '失败，已导入的保留', en: 'Failed; what is in stays' },
  cancelled: { zh: '已取消，已导入的保留', en: 'Cancelled; what is in stays' },
  running: { zh: '已停下，再次运行同一命令即可继续', en: 'Stopped; run the same command again to go on' },
};

function formatText(format: FileFormat, language: 'zh' | 'en'): string {
  if (format.type === 'xlsx') return `Excel, ${format.sheet}`;
  const encoding = format.encoding === 'gb18030' ? 'GBK' : format.encoding.toUpperCase();
  const delimiter = DELIMITERS[format.delimiter]?.[language] ?? format.delimiter;
  return language === 'zh' ? `${encoding}，${delimiter}分隔` : `${encoding}, ${delimiter}`;
}

function reasonLines(reasons: ImportOutcome['reasons'], language: 'zh' | 'en'): string[] {
  const shown = reasons
    .slice(0, SHOWN_REASONS)
    .map((reason) => `      ${number(reason.count)} × ${reason.text[language]} (${reason.code})`);
  return reasons.length > SHOWN_REASONS ? [...shown, '      …'] : shown;
}

function lines(text: {
  zh: (string | false | null | undefined)[];
  en: (string | false | null | undefined)[];
}): Bilingual {
  const join = (parts: (string | false | null | undefined)[]) =>
    parts.filter((part) => typeof part === 'string').join('\n');
  return { zh: join(text.zh), en: join(text.en) };
}
