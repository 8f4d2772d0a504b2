import { expect, it } from 'vitest';
import { mapColumns } from '../map-columns.js';
import { USUAL } from '../notation.js';
import { joinParts } from './order-parts.js';
import type { OrderRow } from './order-row.js';
import { identitiesOf, readRow } from './read-row.js';
import { nameOrders, visitOf } from './unnumbered.js';

const place = { id: '01900000-0000-7000-8000-000000000001', platform: 'taobao' };
const keys = { lookupKey: Buffer.alloc(32, 8) };

/** Numbers and amounts of the orders that these rows make. */
function ordersOf(table: string): [string, number | null][] {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  const { columns } = mapColumns('orders', head);
  const settings = {
    columns: new Map(columns.flatMap((column) => (column.field ? [[column.field, column] as const] : []))),
    ownFields: new Map(),
    notation: USUAL,
    events: {},
    zone: 'Asia/Shanghai',
    latest: Date.parse('2027-01-01'),
  };
  const read = rows.map((cells): OrderRow => {
    const result = readRow('orders', cells, settings);
    if (!('row' in result) || result.row.kind !== 'orders') throw new Error(JSON.stringify(result));
    const [buyer] = identitiesOf(result.row, place, keys);
    if (!buyer) throw new Error('nobody');
    result.row.order.number = visitOf(result.row, buyer);
    return result.row;
  });
  nameOrders(read);
  joinParts(read);
  return [...new Map(read.map(({ order }) => [order.number, order.payable]))];
}

const VISITS = `customer_id,order_date,article_id,price
    1,2026-03-05,a,10.00
    1,2026-03-05,b,5.00
    2,2026-03-05,a,10.00
    1,2026-03-06,a,10.00`;

it('makes one order of what one buyer bought at one time', () => {
  expect(ordersOf(VISITS).map(([, payable]) => payable)).toEqual([1_500, 1_000, 1_000]);
});

it('calls orders the same whenever the file tells them', () => {
  const numbers = ordersOf(VISITS).map(([number]) => number);
  expect(new Set(numbers).size).toBe(3);
  const [head = '', ...rows] = VISITS.split('\n');
  const later = ordersOf([head, ...rows.slice(2), '    3,2026-03-07,c,1.00'].join('\n'));
  expect(later.map(([number]) => number)).toEqual(expect.arrayContaining(numbers.slice(1)));
});

it('takes rows without articles for an order each, also two that say the same', () => {
  const rows = `customer_id,order_date,total
    2,2026-01-12,12.00
    2,2026-01-12,77.00
    2,2026-01-12,12.00`;
  expect(ordersOf(rows).map(([, payable]) => payable)).toEqual([1_200, 7_700, 1_200]);
});
