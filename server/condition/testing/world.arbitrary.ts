import { type Json, NEW_SCORES, type ScoreThresholds } from '@fanloom/dsl/condition/facts.js';
import { DAY, dateOf, dayAt, dayOfDate, HOUR, instantAt, MINUTE, parseDay } from '@fanloom/dsl/core/zone.js';
import fc from 'fast-check';

/** What may be known of fans, small enough that random conditions often hit it. */
export interface World {
  zone: string;
  now: number;
  scores: ScoreThresholds;
  fans: WorldFan[];
}

export interface WorldFan {
  /** The row of `fan_shop`; a fan may have none. */
  shop: ShopColumns | null;
  /** The root first: facts stay on the fragment they came with. */
  fragments: [Fragment, ...Fragment[]];
  tags: string[];
  /** Tags of the same names in another shop, which do not count here. */
  tagsElsewhere: string[];
  /** In the order in which they arrived. */
  events: WorldEvent[];
  /** What the one order of theirs says in the shop's own fields. */
  ordered: Record<string, Json>;
  entry: { happened_at: number; properties: Record<string, Json> } | null;
  /** The event that is being looked at. */
  looking: { type: string; properties: Record<string, Json> } | null;
}

export interface ShopColumns {
  nick: string | null;
  source: string | null;
  member_level: string | null;
  favourite_series: string | null;
  categories: string[];
  visits: number;
  orders: number;
  spend: number;
  refunded: number;
  watch_seconds: number;
  comments: number;
  likes: number;
  shares: number;
  gifts: number;
  fan_level: number | null;
  first_purchase_at: number | null;
  last_purchase_at: number | null;
  last_watch_at: number | null;
  refill_due: string | null;
  owned: boolean;
}

export interface Fragment {
  nick: string | null;
  birthday: string | null;
  phone: boolean;
  custom: Record<string, Json>;
}

export interface WorldEvent {
  /** Index into the fragments; larger ones wrap. */
  fragment: number;
  elsewhere: boolean;
  type: string;
  happened_at: number;
  properties: Record<string, Json>;
}

export const EVENT_TYPES = ['order.pay', 'coupon.claim', '领取福袋'];
export const PROPERTY_NAMES = ['amount', 'duration', 'product', 'coupon', 'name', 'constructor'];
export const CUSTOM_NAMES = ['福袋中奖率', '__proto__', 'say "hi"; --'];
export const TEXTS = ['', 'a', 'ab', 'B', '口红', '口红套装', '𠮷', '\uff21', "';--", '100%_\\'];
export const DATES = [
  ...['2024-02-29', '2025-03-31', '2025-11-02', '2025-03-09', '2011-12-31', '1990-12-31'],
  ...['2025-02-30', '0099-01-01', '2025-3-1', 'soon'],
];
export const TAGS = ['老客', 'VIP'];

/** Midnights that clocks skip or show twice, leap days, ends of months and years, and ordinary days. */
const ZONES = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Asia/Kathmandu', 'America/Havana', 'Pacific/Apia'];
const DAYS = [
  '2025-03-31',
  '2024-02-29',
  '2025-03-09',
  '2025-11-02',
  '2025-01-01',
  '2025-07-15',
  '2011-12-31',
  '1986-05-05',
];

const text = fc.constantFrom(...TEXTS);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
export const smallNumber = fc.oneof(
  fc.integer({ min: -3, max: 6 }),
  fc.constantFrom(0.1, 0.30000000000000004, 1e15, 1e16, 1e-15, 1e-16, 20_000),
);

const json: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: smallNumber },
  { weight: 2, arbitrary: fc.constantFrom(...DATES) },
  { weight: 2, arbitrary: fc.array(text, { maxLength: 3 }) },
  fc.constantFrom<Json>(null, true, false, {}, { a: 1 }, [1, null], [['口红']]),
);

/** The daily rollup adds up these two; whoever writes events keeps them whole. */
const wholeNumber = orNull(fc.integer({ min: -2, max: 3 }).map((n) => n * 10_000));

export const properties: fc.Arbitrary<Record<string, Json>> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...PROPERTY_NAMES), json, { maxKeys: 3, noNullPrototype: true }),
    fc.record({ amount: wholeNumber, duration: wholeNumber }, { requiredKeys: [], noNullPrototype: true }),
  )
  .map(([any, whole]) => {
    const others = Object.entries(any).filter(([name]) => name !== 'amount' && name !== 'duration');
    return { ...Object.fromEntries(others), ...whole };
  });

/** Instants at the edges that windows have. A world has few of them, so that things often happen at once. */
function instantsNear(now: number, zone: string): fc.Arbitrary<number[]> {
  const today = dayAt(now, zone);
  const { year, month } = dateOf(today);
  const firsts = [0, -1, -2].map((ahead) => dayOfDate(year, month - 1 + ahead, 1));
  const edges = [1, 0, -1, -7, -29, -30, -31].map((days) => today + days);
  const midnight = fc
    .constantFrom(...edges, ...firsts, ...firsts.map((day) => day - 2))
    .map((day) => instantAt(day, 0, zone));
  const exact = fc.constantFrom(0, MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY).map((ago) => now - ago);
  const nudge = fc.constantFrom(0, 0, -1, 1, MINUTE, -HOUR, HOUR);
  const instant = fc.tuple(fc.oneof(midnight, exact), nudge).map(([edge, by]) => edge + by);
  return fc.array(instant, { minLength: 1, maxLength: 4 });
}

export const world: fc.Arbitrary<World> = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    day: fc.constantFrom(...DAYS),
    minute: fc.constantFrom(0, 1, 90, 12 * 60, 23 * 60 + 59),
  })
  .chain(({ zone, day, minute }) => {
    const now = instantAt(parseDay(day) ?? 0, minute, zone);
    return instantsNear(now, zone).chain((instants) =>
      fc.record({
        zone: fc.constant(zone),
        now: fc.constant(now),
        scores,
        fans: fc.array(fan(instants), { minLength: 1, maxLength: 4 }),
      }),
    );
  });

/** Bounds that the small numbers of these worlds reach. */
const scores: fc.Arbitrary<ScoreThresholds> = fc.oneof(
  fc.constant(NEW_SCORES),
  fc.record({
    R: fc.constantFrom([], [31, 30, 7, 0]),
    F: fc.constantFrom([1, 2, 3, 5], [0, 0, 1, 2]),
    M: fc.constantFrom([10_000, 50_000, 100_000, 300_000], [0, 0, 1, 2]),
    I: fc.constantFrom([], [1, 3, 10, 20]),
    W: fc.constant([1, 2, 3, 5]),
    days: fc.constantFrom(null, 0, 1, 30),
    interaction: fc.constantFrom(NEW_SCORES.interaction, { comment: 0.1, like: 0, share: 2, gift: 0.3 }),
    means: fc.constantFrom(NEW_SCORES.means, { R: 1, F: 1.5, M: 5 }),
  }),
);

function fan(instants: number[]): fc.Arbitrary<WorldFan> {
  const instant = fc.constantFrom(...instants);
  const count = fc.constantFrom(0, 1, 2, 3, 5);
  const money = fc.constantFrom(0, 9_999, 10_000, 50_000, 20_000, 300_000);
  const shop: fc.Arbitrary<ShopColumns> = fc.record({
    nick: orNull(text),
    source: orNull(text),
    member_level: orNull(text),
    favourite_series: orNull(text),
    categories: fc.array(text, { maxLength: 3 }),
    visits: count,
    orders: count,
    spend: money,
    refunded: money,
    watch_seconds: count,
    comments: count,
    likes: count,
    shares: count,
    gifts: money,
    fan_level: orNull(count),
    first_purchase_at: orNull(instant),
    last_purchase_at: orNull(instant),
    last_watch_at: orNull(instant),
    refill_due: orNull(fc.constantFrom(...DATES.slice(0, 4))),
    owned: fc.boolean(),
  });
  const fragment: fc.Arbitrary<Fragment> = fc.record({
    nick: orNull(text),
    birthday: orNull(fc.constantFrom('1990-12-31', '2024-02-29', '1962-01-01')),
    phone: fc.boolean(),
    custom: fc.dictionary(fc.constantFrom(...CUSTOM_NAMES), json, { maxKeys: 3, noNullPrototype: true }),
  });
  const event: fc.Arbitrary<WorldEvent> = fc.record({
    fragment: fc.nat({ max: 2 }),
    elsewhere: fc.integer({ min: 0, max: 7 }).map((n) => n === 7),
    type: fc.constantFrom(...EVENT_TYPES),
    happened_at: instant,
    properties,
  });
  const entry = fc.record({ happened_at: instant, properties });
  const stranger: fc.Arbitrary<WorldFan> = fc.record({
    shop: orNull(shop),
    fragments: fc.tuple(fragment, fc.array(fragment, { maxLength: 2 })).map(([root, others]) => [root, ...others]),
    tags: fc.subarray(TAGS),
    tagsElsewhere: fc.subarray(TAGS),
    events: fc.array(event, { maxLength: 8 }),
    ordered: fc.dictionary(fc.constantFrom('name', 'constructor'), json, { noNullPrototype: true }),
    entry: orNull(entry),
    looking: orNull(fc.record({ type: fc.constantFrom(...EVENT_TYPES), properties })),
  });
  // Most come in by something they did.
  const entrant = fc.tuple(stranger, fc.nat({ max: 8 })).map(([one, index]) => {
    const entered = one.events[index];
    return entered ? { ...one, entry: entered, looking: entered } : one;
  });
  return fc.oneof(entrant, stranger);
}
