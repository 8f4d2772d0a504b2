import { normalText } from '../../identity/normal-form.js';
import type { Column } from '../columns.js';
import type { RawRow } from '../format.js';
import { typeOf } from '../rows/cell-values.js';

const TOTALS =
  /^(?:(?:[本当]?(?:[页日周月季年店]|\d+月)?(?:合计|总计|总和|小计|汇总|累计)|(?:grand |sub)?total)(?:$|[\s:：(（])|(?:summe|gesamt|somme|suma|總計|合計|小計|합계|итого|всего|toplam|genel toplam|razem|รวม|รวมทั้งหมด|المجموع|الإجمالي)\s*[:：]?$)/i;
const NOTES =
  /^(?:导出时间|导出人|生成时间|统计时间|统计周期|数据来源|说明|备注|注|温馨提示|提示)\s*[:：]|^以上|^[-=*_]{3,}$|^共\s*\d+\s*[条行笔]|^[\d,]+ (?:record|row|order|result)s?\b|^(?:seller|store|shop|report|export(?:ed)?|generated|downloaded|date range)\b[^:]*:/i;

/** A note may have what it tells in a cell of its own. */
const MOST_OF_NOTE = 2;

/** Lines that are there for the reader's eye: titles, the header, its repetitions, blanks, totals and notes. */
export function isLayoutLine(row: RawRow, headerRow: number, columns: Column[]): boolean {
  if (row.no <= headerRow) return true;
  const first = row.cells.findIndex((cell) => !isEmpty(cell));
  if (first === -1) return true;
  if (row.no === headerRow + 1 && isExplained(row, columns)) return true;
  const text = normalText(row.cells[first] ?? '');
  if (TOTALS.test(text)) return true;
  if (columns[first]?.name === text) return isHead(row, columns);
  const said = row.cells.filter((cell) => !isEmpty(cell));
  return columns.length > said.length && said.length <= MOST_OF_NOTE && NOTES.test(normalText(said.join(' ')));
}

/** Some exports say below each head what it means: `Platform unique order ID.` is no number, and nothing beside it is. */
function isExplained({ cells }: RawRow, columns: Column[]): boolean {
  const number = columns.find(({ field }) => field === 'order_number');
  const isTold = number !== undefined && /^\D*[\s\p{Script=Han}]\D*$/u.test(normalText(cells[number.index] ?? ''));
  const ofDigits = columns.filter(({ field }) => field !== null && typeOf(field) !== 'text');
  return isTold && ofDigits.every(({ index }) => !/\d/.test(cells[index] ?? ''));
}

/** Whether a row says what the columns are called, as the header does. */
export function isHead(row: RawRow, columns: Column[]): boolean {
  return row.cells.every((cell, i) => isEmpty(cell) || columns[i]?.name === normalText(cell));
}

function isEmpty(cell: string): boolean {
  return cell === '' || cell.trim() === '';
}
