import { DAY, HOUR, MINUTE } from '@fanloom/dsl/core/zone.js';
import { fanAt, presenceOf, type DemoFan } from './fan.js';
import { PRODUCTS, type Product } from './product.js';
import { randomFor, type Random } from './random.js';
import { REFUND_REASONS, UNPAID_REASONS } from './words.js';
import { midnightBefore, type World } from './world.js';

export interface OrderLine {
  product: Product;
  quantity: number;
  attributes: string;
}

/** A whole order, with what will become of it later. Money in fen, instants in milliseconds. */
export interface DemoOrder {
  number: string;
  fan: DemoFan;
  lines: [OrderLine, ...OrderLine[]];
  payable: number;
  createdAt: number;
  paidAt: number | null;
  shippedAt: number | null;
  doneAt: number | null;
  /** Closed unpaid, or by a refund after payment. */
  closedAt: number | null;
  closeReason: string;
}

const ORDER = 3;
/** How often to look for a buyer who was there on the day; the first fan buys when none is found. */
const MOST_TRIES = 50;
/** Of the day's orders, how many come in each hour: quiet at night, most during the evening's broadcast. */
const HOURLY = [2, 1, 1, 0, 0, 1, 2, 3, 4, 5, 6, 5, 6, 5, 4, 4, 4, 4, 6, 9, 16, 18, 11, 5];
const HOURLY_SUM = HOURLY.reduce((sum, weight) => sum + weight, 0);

/** The order of this number, counted from the oldest: higher numbers never have an earlier time. */
export function orderAt(world: World, index: number): DemoOrder {
  const random = randomFor(world.seed, ORDER, index);
  const createdAt = createdAtOf(world, index, random.next());
  const buyer = buyerAt(world, createdAt, random);
  const lines = linesOf(random, buyer < world.fans * 0.05);
  const total = lines.reduce((sum, line) => sum + line.product.price * line.quantity, 0);
  return {
    number: `2417${String(index).padStart(9, '0')}${String(random.int(0, 999_999)).padStart(6, '0')}`,
    fan: fanAt(world, buyer),
    lines,
    payable: random.chance(0.3) ? total - Math.min(1_000, total / 2) : total,
    createdAt,
    ...fateOf(createdAt, random),
  };
}

function createdAtOf({ endsAt, days, orders }: World, index: number, jitter: number): number {
  const at = ((index + jitter) / orders) * days;
  const day = Math.floor(at);
  let rest = (at - day) * HOURLY_SUM;
  let hour = 0;
  while (hour < 23 && rest >= (HOURLY[hour] ?? 0)) rest -= HOURLY[hour++] ?? 0;
  const share = Math.min(rest / Math.max(HOURLY[hour] ?? 1, 1), 0.999_999);
  return midnightBefore(endsAt) - (days - day) * DAY + Math.floor((hour + share) * HOUR);
}

/** Low numbers buy most. */
function buyerAt(world: World, at: number, random: Random): number {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const index = Math.floor(random.next() ** 2 * world.fans);
    const { from, until } = presenceOf(world, index);
    if (at >= from && at < until) return index;
  }
  return 0;
}

function linesOf(random: Random, isHeavy: boolean): [OrderLine, ...OrderLine[]] {
  const line = (): OrderLine => {
    const product = random.pick(PRODUCTS);
    return { product, quantity: random.chance(0.2) ? random.int(2, 3) : 1, attributes: random.pick(product.variants) };
  };
  return random.chance(isHeavy ? 0.5 : 0.15) ? [line(), line()] : [line()];
}

type Fate = Pick<DemoOrder, 'paidAt' | 'shippedAt' | 'doneAt' | 'closedAt' | 'closeReason'>;

function fateOf(createdAt: number, random: Random): Fate {
  if (random.chance(0.08)) {
    const closedAt = createdAt + DAY;
    return { paidAt: null, shippedAt: null, doneAt: null, closedAt, closeReason: random.pick(UNPAID_REASONS) };
  }
  const paidAt = createdAt + Math.floor(random.around(2, 2) * MINUTE);
  const shippedAt = paidAt + random.int(4, 40) * HOUR;
  if (random.chance(0.05)) {
    const closedAt = shippedAt + random.int(1, 6) * DAY;
    return { paidAt, shippedAt, doneAt: null, closedAt, closeReason: random.pick(REFUND_REASONS) };
  }
  return { paidAt, shippedAt, doneAt: shippedAt + random.int(2, 9) * DAY, closedAt: null, closeReason: '' };
}

/** What the platform calls the state of an order at this instant. */
export function statusAt(order: DemoOrder, instant: number): string {
  const reached = (at: number | null) => at !== null && at <= instant;
  if (reached(order.closedAt)) return '交易关闭';
  if (reached(order.doneAt)) return '交易成功';
  if (reached(order.shippedAt)) return '卖家已发货,等待买家确认';
  return reached(order.paidAt) ? '买家已付款,等待卖家发货' : '等待买家付款';
}
