import { PASSIVE } from '../identity/passive-event.js';
import { listOf, numberOf, type Fact } from './fact.js';

/** Earlier than whatever a fan may do. */
export const NEVER = 0;

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

/** What a fact of a type adds to its fan, besides showing that they are active. */
const effects: Record<string, (sum: FanDelta, fact: Fact) => void> = {
  follow: (sum, { happenedAt }) => {
    sum.firstFollowAt = least(sum.firstFollowAt, happenedAt);
  },
  'live.enter': (sum) => {
    sum.visits += 1;
  },
  'live.watch': (sum, { happenedAt, properties }) => {
    sum.watchSeconds += Math.round(numberOf(properties, 'duration'));
    sum.lastWatchAt = greatest(sum.lastWatchAt, happenedAt);
  },
  'live.comment': (sum) => {
    sum.comments += 1;
  },
  'live.like': (sum, { properties }) => {
    sum.likes += Math.max(1, Math.round(numberOf(properties, 'quantity')));
  },
  'live.share': (sum) => {
    sum.shares += 1;
  },
  'live.gift': (sum, { properties }) => {
    sum.gifts += Math.round(numberOf(properties, 'amount'));
  },
  'order.pay': (sum, { happenedAt, properties }) => {
    sum.orders += 1;
    sum.spend += Math.round(numberOf(properties, 'amount'));
    sum.firstPurchaseAt = least(sum.firstPurchaseAt, happenedAt);
    sum.lastPurchaseAt = greatest(sum.lastPurchaseAt, happenedAt);
    sum.categories = union(sum.categories, listOf(properties, 'category'));
  },
  'order.refund': (sum, { properties }) => {
    sum.refunded += Math.round(numberOf(properties, 'amount'));
  },
};

/** What facts add to their fans: one delta for each fan, in id order. */
export function project(facts: Fact[]): FanDelta[] {
  const sums = new Map<string, FanDelta>();
  for (const fact of facts) {
    const { fan, type, happenedAt } = fact;
    if (fan === null || PASSIVE.has(type)) continue;
    let sum = sums.get(fan.rootId);
    if (sum === undefined) sums.set(fan.rootId, (sum = emptyDelta(fan.rootId, happenedAt)));
    sum.lastActiveAt = Math.max(sum.lastActiveAt, happenedAt);
    noteNick(sum, fan.nick, happenedAt);
    if (Object.hasOwn(effects, type)) effects[type]?.(sum, fact);
  }
  return inIdOrder(sums);
}

/**
 * Fans of whom a shop hears what they did not do themselves are known to it, by the nick that is told, and active never
 * so far.
 */
export function projectPassive(facts: Fact[]): FanDelta[] {
  return sumFans(
    facts.flatMap(({ fan, type, happenedAt }) => {
      if (fan === null || !PASSIVE.has(type)) return [];
      return [{ ...emptyDelta(fan.rootId, happenedAt, fan.nick), lastActiveAt: NEVER }];
    }),
  );
}

/** One delta for each fan, in id order. Adds into the deltas it is given. */
export function sumFans(deltas: FanDelta[]): FanDelta[] {
  const sums = new Map<string, FanDelta>();
  for (const delta of deltas) {
    const sum = sums.get(delta.rootId);
    if (sum === undefined) sums.set(delta.rootId, delta);
    else addTo(sum, delta);
  }
  return inIdOrder(sums);
}

/** All transactions take the rows in this order. */
function inIdOrder(sums: Map<string, FanDelta>): FanDelta[] {
  return [...sums.values()].sort((a, b) => (a.rootId < b.rootId ? -1 : 1));
}

function addTo(sum: FanDelta, delta: FanDelta): void {
  if (delta.nickAt !== null) noteNick(sum, delta.nick, delta.nickAt);
  sum.source ??= delta.source;
  sum.firstFollowAt = least(sum.firstFollowAt, delta.firstFollowAt);
  sum.lastWatchAt = greatest(sum.lastWatchAt, delta.lastWatchAt);
  sum.watchSeconds += delta.watchSeconds;
  sum.visits += delta.visits;
  sum.comments += delta.comments;
  sum.likes += delta.likes;
  sum.shares += delta.shares;
  sum.gifts += delta.gifts;
  sum.firstPurchaseAt = least(sum.firstPurchaseAt, delta.firstPurchaseAt);
  sum.lastPurchaseAt = greatest(sum.lastPurchaseAt, delta.lastPurchaseAt);
  sum.orders += delta.orders;
  sum.spend += delta.spend;
  sum.refunded += delta.refunded;
  sum.categories = union(sum.categories, delta.categories);
  sum.lastActiveAt = Math.max(sum.lastActiveAt, delta.lastActiveAt);
}

/** The latest nick counts; of two at the same moment the greater one, so that their order does not matter. */
function noteNick(sum: FanDelta, nick: string | null, at: number): void {
  if (nick === null) return;
  const isNewer = sum.nickAt === null || at > sum.nickAt || (at === sum.nickAt && nick > (sum.nick ?? ''));
  if (isNewer) [sum.nick, sum.nickAt] = [nick, at];
}

function union(a: string[], b: string[]): string[] {
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
