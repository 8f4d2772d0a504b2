import { listOf, numberOf, type Fact } from './fact.js';

/**
 * What is added to a fan's row in a shop (fan_shop). Counters add up, first times take the least and last times the
 * greatest, so facts that come late, twice or in another order end in the same row.
 */
export interface FanDelta {
  rootId: string;
  nick: string | null;
  nickAt: number | null;
  source: string | null;
  firstFollowAt: number | null;
  lastWatchAt: number | null;
  watchSeconds: number;
  visits: number;
  comments: number;
  likes: number;
  shares: number;
  gifts: number;
  firstPurchaseAt: number | null;
  lastPurchaseAt: number | null;
  orders: number;
  spend: number;
  refunded: number;
  categories: string[];
  lastActiveAt: number;
}

/** @param at when the fan was active; the nick is the one they had then */
export function emptyDelta(rootId: string, at: number, nick: string | null = null): FanDelta {
  return {
    rootId,
    nick,
    nickAt: nick === null ? null : at,
    source: null,
    firstFollowAt: null,
    lastWatchAt: null,
    watchSeconds: 0,
    visits: 0,
    comments: 0,
    likes: 0,
    shares: 0,
    gifts: 0,
    firstPurchaseAt: null,
    lastPurchaseAt: null,
    orders: 0,
    spend: 0,
    refunded: 0,
    categories: [],
    lastActiveAt: at,
  };
}

/** What happens to a fan without them doing anything shows no activity. */
const PASSIVE = new Set(['message.sent', 'message.delivered', 'message.failed', 'coupon.expire', 'order.ship']);

const effects: Record<string, (delta: FanDelta, fact: Fact) => void> = {
  follow: (delta, fact) => {
    delta.firstFollowAt = fact.happenedAt;
  },
  'live.enter': (delta) => {
    delta.visits = 1;
  },
  'live.watch': (delta, fact) => {
    delta.watchSeconds = Math.round(numberOf(fact.properties, 'duration'));
    delta.lastWatchAt = fact.happenedAt;
  },
  'live.comment': (delta) => {
    delta.comments = 1;
  },
  'live.like': (delta, fact) => {
    delta.likes = Math.max(1, Math.round(numberOf(fact.properties, 'quantity')));
  },
  'live.share': (delta) => {
    delta.shares = 1;
  },
  'live.gift': (delta, fact) => {
    delta.gifts = Math.round(numberOf(fact.properties, 'amount'));
  },
  'order.pay': (delta, fact) => {
    delta.orders = 1;
    delta.spend = Math.round(numberOf(fact.properties, 'amount'));
    delta.firstPurchaseAt = fact.happenedAt;
    delta.lastPurchaseAt = fact.happenedAt;
    delta.categories = listOf(fact.properties, 'category');
  },
  'order.refund': (delta, fact) => {
    delta.refunded = Math.round(numberOf(fact.properties, 'amount'));
  },
};

/** What each fact adds to its fan, in no order. */
export function project(facts: Fact[]): FanDelta[] {
  return facts.flatMap((fact) => {
    if (fact.fan === null || PASSIVE.has(fact.type)) return [];
    const delta = emptyDelta(fact.fan.rootId, fact.happenedAt, fact.fan.nick);
    if (Object.hasOwn(effects, fact.type)) effects[fact.type]?.(delta, fact);
    return [delta];
  });
}

/** One delta for each fan, in id order: all transactions take the rows in one order. */
export function sumFans(deltas: FanDelta[]): FanDelta[] {
  const sums = new Map<string, FanDelta>();
  for (const delta of deltas) {
    const sum = sums.get(delta.rootId);
    sums.set(delta.rootId, sum ? add(sum, delta) : delta);
  }
  return [...sums.values()].sort((a, b) => (a.rootId < b.rootId ? -1 : 1));
}

function add(a: FanDelta, b: FanDelta): FanDelta {
  return {
    rootId: a.rootId,
    ...newerNick(a, b),
    source: a.source ?? b.source,
    firstFollowAt: least(a.firstFollowAt, b.firstFollowAt),
    lastWatchAt: greatest(a.lastWatchAt, b.lastWatchAt),
    watchSeconds: a.watchSeconds + b.watchSeconds,
    visits: a.visits + b.visits,
    comments: a.comments + b.comments,
    likes: a.likes + b.likes,
    shares: a.shares + b.shares,
    gifts: a.gifts + b.gifts,
    firstPurchaseAt: least(a.firstPurchaseAt, b.firstPurchaseAt),
    lastPurchaseAt: greatest(a.lastPurchaseAt, b.lastPurchaseAt),
    orders: a.orders + b.orders,
    spend: a.spend + b.spend,
    refunded: a.refunded + b.refunded,
    categories: b.categories.length === 0 ? a.categories : [...new Set([...a.categories, ...b.categories])],
    lastActiveAt: Math.max(a.lastActiveAt, b.lastActiveAt),
  };
}

function newerNick(a: FanDelta, b: FanDelta): Pick<FanDelta, 'nick' | 'nickAt'> {
  const [atA, atB] = [a.nickAt ?? -Infinity, b.nickAt ?? -Infinity];
  const newer = atA === atB ? (a.nick ?? '') > (b.nick ?? '') : atA > atB;
  return newer ? { nick: a.nick, nickAt: a.nickAt } : { nick: b.nick, nickAt: b.nickAt };
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
