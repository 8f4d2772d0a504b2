import type { Field } from '../columns.js';
import { compactHead } from '../heads/foreign-heads.js';
import { mapColumns } from '../map-columns.js';

const OF_PEOPLE =
  /^(?:first|last|full|given|family)name$|^(?:age|agerange|agegroup|gender|sex|dob)$|^(?:性别|年龄|年龄段|姓名|职业)$/;
const OF_SALES: readonly Field[] = [
  'order_number',
  'title',
  'sku',
  'quantity',
  'price',
  'line_total',
  'payable',
  'paid',
];

/** Whether a table tells what people are, and of no sales: `CustomerID, Gender, Age` is a list of them. */
export function isOfPeople(heads: string[]): boolean {
  if (!heads.some((head) => OF_PEOPLE.test(compactHead(head)))) return false;
  const { columns } = mapColumns('orders', heads);
  return !columns.some(({ field }) => OF_SALES.some((one) => one === field));
}
