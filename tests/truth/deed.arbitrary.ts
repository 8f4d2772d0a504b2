import fc from 'fast-check';
import type { IncomingEvent } from '@fanloom/server/event/incoming-event.js';
import type { PersonInput } from '@fanloom/server/identity/identity.js';

/** Something that a shop is told. */
export type Deed =
  | { kind: 'event'; shop: number; event: IncomingEvent }
  | { kind: 'identify'; shop: number; person: PersonInput }
  | { kind: 'merge'; shop: number; one: PersonInput; other: PersonInput };

/** Monday morning in the shops' zone. */
export const NOW = new Date('2026-11-23T10:00:00+08:00');
const MINUTE = 60_000;

const USERS = ['u1', 'u2', 'u3', 'u4'] as const;
const shop = fc.nat(1);
const user = fc.constantFrom(...USERS);

/** Whoever acts is known by an id, or by what they left elsewhere; several identities together tie fans. */
const person = fc.oneof(
  { weight: 4, arbitrary: user.map((user_id): PersonInput => ({ user_id })) },
  {
    weight: 3,
    arbitrary: fc
      .record(
        {
          user_id: user,
          phone: fc.constantFrom('13600000001', '13600000002'),
          nick: fc.constantFrom('小鱼', '小虾'),
          union_id: fc.constantFrom('w1', 'w2'),
          email: fc.constantFrom('a@x.cn', 'b@x.cn'),
        },
        { requiredKeys: [] },
      )
      .filter((some) => Object.keys(some).length > 0),
  },
);

const amount = fc.integer({ min: 0, max: 60_000 });
const category = fc.constantFrom('美妆', '母婴', ['美妆', '零食']);

/** Types with what they carry. */
const plain = fc.oneof(
  fc.record({
    type: fc.constantFrom('follow', 'unfollow', 'live.enter', 'live.share', 'message.sent', 'message.opened'),
    properties: fc.constant({}),
  }),
  fc.record({
    type: fc.constant('live.watch'),
    properties: fc.record({ duration: fc.integer({ min: 0, max: 9_000 }) }),
  }),
  fc.record({
    type: fc.constant('live.comment'),
    properties: fc.record({ text: fc.constantFrom('这个多少钱呀', '好看', '怎么买') }),
  }),
  fc.record({
    type: fc.constant('live.like'),
    properties: fc.record({ quantity: fc.nat(30) }, { requiredKeys: [] }),
  }),
  fc.record({ type: fc.constantFrom('live.gift', 'cart.add', 'order.return'), properties: fc.record({ amount }) }),
  fc.record({ type: fc.constant('order.pay'), properties: fc.record({ amount, category }) }),
  fc.record({
    type: fc.constantFrom('optout', 'consent.change'),
    properties: fc.record(
      { channel: fc.constantFrom('sms', 'private_message'), granted: fc.boolean() },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    type: fc.constant('coupon.use'),
    properties: fc.record({ coupon: fc.constantFrom('老客券', 'A1', 'A2') }),
  }),
  fc.record({ type: fc.constantFrom('抽奖', 'level.change'), properties: fc.record({ amount }) }),
);

const GOODS = [
  { product: '面膜', category: '美妆/护肤' },
  { product: '纸尿裤', category: '母婴' },
];

/** What happens to an order of a user: its price hangs on its number, a refund may come in parts. */
const ordered = fc
  .record({
    user,
    no: fc.nat(1),
    type: fc.constantFrom('order.create', 'order.pay', 'order.ship', 'order.refund', 'order.refund'),
    part: fc.constantFrom(0.25, 0.5, 1),
  })
  .map(({ user: user_id, no, type, part }) => {
    const price = (no + 1) * 10_000;
    const paid = type === 'order.refund' ? price * part : price;
    const money = type === 'order.ship' ? {} : { amount: paid };
    const back = type === 'order.refund' && { quantity: 1 };
    const properties = { order: `${user_id}-${String(no)}`, ...GOODS[no], ...money, ...back };
    return { type, person: { user_id }, properties };
  });

const minutesAgo = fc.integer({ min: 0, max: 60 * 24 * 40 });

const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(person, plain, minutesAgo).map(([who, what, ago]) => ({ ...what, person: who, ago })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(ordered, minutesAgo).map(([what, ago]) => ({ ...what, ago: onceAgo(what) ?? ago })),
  },
);

/** What happens to an order once happens at one time, though in no sensible order. */
function onceAgo({ type, properties }: { type: string; properties: { order: string } }): number | null {
  if (type === 'order.refund') return null;
  return Array.from(type + properties.order).reduce((sum, letter) => sum + letter.charCodeAt(0) * 37, 0) % 30_000;
}

const event = fc.record({ shop, what: happening }).map(({ shop: where, what: { ago, ...what } }): Deed => {
  const happenedAt = NOW.getTime() - ago * MINUTE;
  return { kind: 'event', shop: where, event: { ...what, happenedAt, source: 'app', key: '' } };
});

const identify = fc.record({ kind: fc.constant('identify' as const), shop, person });
const merge = fc.record({
  kind: fc.constant('merge' as const),
  shop,
  one: user.map((user_id) => ({ user_id })),
  other: user.map((user_id) => ({ user_id })),
});

/** Deeds, each event under a key of its own. */
export const deeds = fc
  .array(
    fc.oneof({ weight: 12, arbitrary: event }, { weight: 1, arbitrary: identify }, { weight: 1, arbitrary: merge }),
    { minLength: 1, maxLength: 14 },
  )
  .map((all) => all.map((deed, no) => (deed.kind === 'event' ? withKey(deed, `e${String(no)}`) : deed)));

function withKey(deed: Extract<Deed, { kind: 'event' }>, key: string): Deed {
  return { ...deed, event: { ...deed.event, key } };
}

/** Told in another order, some of it again, orders also by a second sender under keys of its own. */
export function retold(all: readonly Deed[]): fc.Arbitrary<Deed[]> {
  const again = [...all, ...all.flatMap(bySecondSender)];
  return fc.tuple(fc.constant(all), fc.subarray(again)).chain(([once, more]) => {
    const told = [...once, ...more];
    return fc.shuffledSubarray(told, { minLength: told.length });
  });
}

/** What happens to an order once is the same event, whoever tells of it. */
function bySecondSender(deed: Deed): Deed[] {
  if (deed.kind !== 'event' || deed.event.type === 'order.refund' || deed.event.properties['order'] === undefined)
    return [];
  return [{ ...deed, event: { ...deed.event, source: 'erp', key: `erp-${deed.event.key}` } }];
}
