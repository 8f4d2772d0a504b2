import { TODAY } from '../data/shop-copy.js';

/** A segment as an operator writes it, and as somebody would who knows the tables: a condition on `fan_shop s`. */
export interface RealisticSegment {
  text: string;
  byHand: string;
}

const since = (days: number) => `d.day between date '${TODAY}' - ${String(days)} and date '${TODAY}'`;

/** Fans by what they did: rows stay with the record they came with, so each is joined to its fan. */
const fansWith = (where: string, having = '') =>
  `select r.root_id from fan_day d join fan r on r.id = d.fan_id where d.shop_id = $1 and d.n > 0 and ${where}` +
  (having && ` group by 1 having ${having}`);
const did = (types: string, days: number) => `d.type in (${types}) and ${since(days)}`;
const isIn = (fans: string) => `s.fan_id in (${fans})`;
const isNotIn = (fans: string) => `not exists (select from (${fans}) o where o.root_id = s.fan_id)`;
const tagged = (name: string) =>
  isIn(`select c.fan_id from fan_tag c join tag t on t.id = c.tag_id where t.shop_id = $1 and t.name = '${name}'`);
const events = (where: string) =>
  `select r.root_id from event e join fan r on r.id = e.fan_id where e.shop_id = $1 and ${where}`;

/** From the lists that live-commerce teams keep: value, silence, interest, life cycle, behaviour in order. */
export const REALISTIC_SEGMENTS: RealisticSegment[] = [
  { text: '购买次数 >= 3', byHand: 's.orders >= 3' },
  { text: '购买金额 >= 500元 且 购买次数 >= 2', byHand: 's.spend >= 50000 and s.orders >= 2' },
  { text: '客单价 >= 150元', byHand: 's.orders > 0 and s.spend / s.orders::float8 >= 15000' },
  { text: '累计观看时长 >= 60分钟 且 购买次数 = 0', byHand: 's.watch_seconds >= 3600 and s.orders = 0' },
  { text: '进入直播间次数 >= 5 且 评论数 >= 2', byHand: 's.visits >= 5 and s.comments >= 2' },
  { text: '7天内 进入直播间', byHand: isIn(fansWith(did(`'live.enter'`, 7))) },
  { text: '30天内 进入直播间 至少3次', byHand: isIn(fansWith(did(`'live.enter'`, 30), 'sum(d.n) >= 3')) },
  { text: '30天内没有(进入直播间 或 支付)', byHand: isNotIn(fansWith(did(`'live.enter', 'order.pay'`, 30))) },
  {
    text: '购买次数 >= 3 且 30天内没有(进入直播间 或 支付)',
    byHand: `s.orders >= 3 and ${isNotIn(fansWith(did(`'live.enter', 'order.pay'`, 30)))}`,
  },
  {
    text: '购买金额 >= 300元 且 15天内没有(进入直播间 或 支付 或 评论)',
    byHand: `s.spend >= 30000 and ${isNotIn(fansWith(did(`'live.enter', 'order.pay', 'live.comment'`, 15)))}`,
  },
  { text: '90天内 支付 至少2次', byHand: isIn(fansWith(did(`'order.pay'`, 90), 'sum(d.n) >= 2')) },
  {
    text: '本月 支付',
    byHand: isIn(fansWith(`d.type = 'order.pay' and d.day between date '2026-11-01' and date '${TODAY}'`)),
  },
  { text: 'M >= 4 且 R <= 2', byHand: scored('m >= 4 and r <= 2') },
  { text: 'W >= 4 且 M <= 2', byHand: scored('w >= 4 and m <= 2') },
  { text: '有标签 "VIP"', byHand: tagged('VIP') },
  {
    text: '有标签 "价格敏感" 且 30天内 进入直播间',
    byHand: `${tagged('价格敏感')} and ${isIn(fansWith(did(`'live.enter'`, 30)))}`,
  },
  { text: '购买次数 >= 1 且 没有标签 "VIP"', byHand: `s.orders >= 1 and not ${tagged('VIP')}` },
  {
    text: '30天内 观看直播(时长 >= 10分钟) 至少2次',
    byHand: isIn(
      `${events(`e.type = 'live.watch' and e.happened_at >= '2026-10-24 00:00+08' and e.happened_at < '2026-11-24 00:00+08'
        and (e.properties ->> 'duration')::float8 >= 600`)} group by 1 having count(*) >= 2`,
    ),
  },
  {
    text: '7天内 评论 且 7天内没有支付',
    byHand: `${isIn(fansWith(did(`'live.comment'`, 7)))} and ${isNotIn(fansWith(did(`'order.pay'`, 7)))}`,
  },
  {
    text: '(购买次数 = 1 或 累计观看时长 >= 120分钟) 且 不满足(30天内 支付) 且 来源 = "直播间"',
    byHand: `(s.orders = 1 or s.watch_seconds >= 7200) and ${isNotIn(fansWith(did(`'order.pay'`, 30)))} and s.source = '直播间'`,
  },
];

/** By the bounds of a new shop. */
function scored(where: string): string {
  return `(select ${where} from (select
    1 + (s.spend >= 10000)::int + (s.spend >= 50000)::int + (s.spend >= 100000)::int + (s.spend >= 300000)::int as m,
    1 + (days <= 180)::int + (days <= 90)::int + (days <= 30)::int + (days <= 7)::int as r,
    1 + (s.watch_seconds >= 300)::int + (s.watch_seconds >= 3600)::int + (s.watch_seconds >= 18000)::int
      + (s.watch_seconds >= 72000)::int as w
    from (select coalesce(date '${TODAY}' - (s.last_purchase_at at time zone 'Asia/Shanghai')::date, 99999) as days) age
  ) score)`;
}
