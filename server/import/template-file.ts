import { fieldsOf, namesOf, type Field, type ImportKind } from './columns.js';
import { csvRecord } from './reject/reject-file.js';

/** What the one example row says; fields of which few shops know anything stay empty. */
const EXAMPLES: Partial<Record<Field, string>> = {
  event_type: '加购',
  happened_at: '2026-03-05 20:09:00',
  order_number: 'FL20260305001',
  line_number: 'FL20260305001-1',
  nick: '小鱼爱吃鱼',
  phone: '13800000000',
  payable: '109.00',
  paid: '99.00',
  refunded: '0.00',
  refund_number: 'TK20260308001',
  refund_status: '退款成功',
  refunded_at: '2026-03-08 10:00:00',
  status: '交易成功',
  ordered_at: '2026-03-05 20:10:00',
  paid_at: '2026-03-05 20:11:30',
  shipped_at: '2026-03-06 09:00:00',
  done_at: '2026-03-12 10:00:00',
  title: '玻尿酸面膜 10片',
  quantity: '1',
  category: '护肤',
  receiver: '王小丽',
  address: '浙江省杭州市西湖区文三路1号',
  price: '109.00',
  line_total: '109.00',
  freight: '0.00',
  attributes: '规格:10片',
  sku: 'MM-010',
  watch_seconds: '00:35:20',
  visits: '3',
  comments: '5',
  likes: '120',
  shares: '1',
  gifts: '9.90',
  fan_level: '6',
  intimacy: '320',
  last_watch_at: '2026-03-05 21:40:00',
  followed_at: '2026-03-05 20:01:00',
  source: '直播间',
  owner: '周敏',
  member_level: '黄金会员',
  points: '260',
  birthday: '1996-08-21',
};

/** Fields that change what the other columns of an order mean: a list of orders does without them. */
const LINE_FIELDS: readonly Field[] = ['line_number', 'price', 'line_total', 'sku'];

/** A time has its date in the same cell where people fill it in. */
const isFilledIn = (kind: ImportKind, field: Field) =>
  field !== 'time_of_day' && (kind !== 'orders' || !LINE_FIELDS.includes(field));

/** A table to fill in, as CSV for a spreadsheet: a head for each field of the kind and one example row. */
export function templateFile(kind: ImportKind): string {
  const fields = fieldsOf(kind).filter((field) => isFilledIn(kind, field));
  // A byte order mark, or Excel takes the file for GBK.
  return `\ufeff${csvRecord(fields.map((field) => namesOf(kind, field)[0] ?? field))}${csvRecord(
    fields.map((field) => EXAMPLES[field] ?? ''),
  )}`;
}
