import type { Column, Field, ImportKind } from './columns.js';
import type { DetectedNotation } from './detect-notation.js';
import type { RawRow } from './format.js';
import { type CodedText, fileProblem } from './import.problems.js';
import { typeOf } from './rows/cell-values.js';
import { cleanCell } from './values/cell.js';
import { currencyOf, parseMoney } from './values/money.js';
import { shortDate } from './values/date-time.js';

const AMOUNTS: readonly Field[] = ['paid', 'payable', 'line_total', 'price'];
/** Fen: few shops sell a thing for a million. */
const LARGE = 100_000_000;
const CURRENCY_HEAD =
  /^(?:(?:order|payment|document|transaction|presentment)?currency(?:code)?|(?:结算|交易|订单)?(?:币种|货币)(?:代码)?|devise|währung|moneda|moeda|valuta)$/i;

/**
 * What would be imported as it stands, but perhaps not as it is meant: amounts of several currencies, which are added up,
 * none at all, very large ones, and dates that could be read in two ways.
 *
 * @param rows of data, from the top
 */
export function cautionsOf(
  kind: ImportKind,
  columns: readonly Column[],
  rows: readonly RawRow[],
  { notation, isOpen }: DetectedNotation,
): CodedText[] {
  const textsOf = (column: Column) => rows.map(({ cells }) => cleanCell(cells[column.index] ?? '')).filter(Boolean);
  const amounts = columns.filter(({ field }) => AMOUNTS.some((one) => one === field));
  const cautions = [];
  const currencies = currenciesOf(columns, amounts, textsOf);
  if (currencies.length > 1) {
    const list = currencies.map(([name, count]) => `${name} ${String(count)}`).join(' / ');
    cautions.push(fileProblem('IMP127', { list, rows: rows.length }));
  }
  if (kind === 'orders' && amounts.length === 0) cautions.push(fileProblem('IMP128'));
  const [amount] = amounts;
  const fen = amount && textsOf(amount).flatMap((text) => parseMoney(text, 'yuan', notation.decimal) ?? []);
  if (fen && amount.unit !== 'fen' && median(fen) >= LARGE)
    cautions.push(fileProblem('IMP129', { column: amount.name }));
  const date = isOpen ? dateOfTwo(columns, textsOf) : undefined;
  if (date !== undefined) cautions.push(fileProblem('IMP130', { date }));
  return cautions.map(({ code, text }) => ({ code, text }));
}

type TextsOf = (column: Column) => string[];

/** How often each currency stands in the column that tells it, else beside amounts; the most frequent first. */
function currenciesOf(columns: readonly Column[], amounts: readonly Column[], textsOf: TextsOf): [string, number][] {
  const told = columns.find(({ field, name }) => field === null && CURRENCY_HEAD.test(name.replace(/[\s_-]/g, '')));
  const [amount] = amounts;
  const names = told
    ? textsOf(told).map((text) => text.toUpperCase())
    : amount
      ? textsOf(amount).flatMap((text) => currencyOf(text) ?? [])
      : [];
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
}

function dateOfTwo(columns: readonly Column[], textsOf: TextsOf): string | undefined {
  const moments = columns.filter(({ field }) => field !== null && typeOf(field) === 'moment');
  return moments.flatMap(textsOf).find((text) => {
    const [one, other] = [shortDate(text, 'month_first'), shortDate(text, 'day_first')];
    return one && other && one.month !== other.month;
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
