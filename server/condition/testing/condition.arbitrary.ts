import { VALUE_TIERS } from '@fanloom/dsl/condition/rfm.js';
import type {
  Comparator,
  Condition,
  EventFilter,
  EventMatch,
  Expression,
  FieldRef,
  ScoreRule,
  Window,
} from '@fanloom/dsl/ir/condition.js';
import fc from 'fast-check';
import { CUSTOM_NAMES, DATES, EVENT_TYPES, PROPERTY_NAMES, smallNumber, TAGS, TEXTS } from './world.arbitrary.js';

const DAY_SECONDS = 86_400;

const text = fc.constantFrom(...TEXTS);
const words = fc.array(text, { maxLength: 3 });
const comparator = fc.constantFrom<Comparator>('=', '!=', '<', '<=', '>', '>=');
const property = fc.constantFrom(...PROPERTY_NAMES);
const count = fc.constantFrom(0, 1, 2, 3, 0.5);
const days = fc.constantFrom(0, 1, 7, 29, 30, 31, 1_000_000_000);
const seconds = fc.constantFrom(0, 60, 3600, DAY_SECONDS, 7 * DAY_SECONDS, 30 * DAY_SECONDS, 1e14);

const FIELDS = [
  ...['nick', 'phone', 'birthday', 'last_watch', 'watch_time', 'visits', 'comments', 'fan_level', 'last_purchase'],
  ...['orders', 'spend', 'categories', 'average_order', 'return_rate', 'first_purchase', 'source', 'shop'],
  ...[
    'member_level',
    'points',
    'favourite_series',
    'refill_due',
    'owner',
    'likes',
    'R',
    'F',
    'M',
    'I',
    'W',
    'value_tier',
  ],
];

const field: fc.Arbitrary<FieldRef> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FIELDS).map((name) => ({ name })) },
  { weight: 1, arbitrary: fc.constantFrom(...CUSTOM_NAMES).map((name) => ({ name, custom: true as const })) },
);

const window: fc.Arbitrary<Window> = fc.oneof(
  days.map((n) => ({ kind: 'days', days: n }) as const),
  seconds.map((n) => ({ kind: 'seconds', seconds: n }) as const),
  fc.constantFrom<Window>(
    { kind: 'since-entry' },
    { kind: 'ever' },
    { kind: 'today' },
    { kind: 'this-month' },
    { kind: 'last-month' },
  ),
);

const literal: fc.Arbitrary<Expression> = fc.oneof(
  text.map((value) => ({ kind: 'text', value }) as const),
  smallNumber.map((value) => ({ kind: 'number', value }) as const),
  fc.constantFrom(0, 9_999, 10_000, 20_000).map((fen) => ({ kind: 'money', fen }) as const),
  seconds.map((n) => ({ kind: 'duration', seconds: n }) as const),
  fc.constantFrom(0, 50, 100).map((value) => ({ kind: 'percent', value }) as const),
  fc.constantFrom(...DATES).map((date) => ({ kind: 'date', date }) as const),
  fc.constant({ kind: 'today' } as const),
);

/** Both sides of one kind, which random expressions seldom are. */
const sensible: fc.Arbitrary<Condition> = fc.oneof(
  comparison(
    ['nick', 'source', 'member_level', 'favourite_series', 'owner'],
    text.map((value) => ({ kind: 'text', value })),
  ),
  comparison(
    ['value_tier'],
    fc.constantFrom(...Object.values(VALUE_TIERS)).map((value) => ({ kind: 'text', value })),
  ),
  comparison(
    ['last_watch', 'first_purchase', 'last_purchase', 'refill_due', 'birthday'],
    fc.oneof(
      fc.constantFrom(...DATES).map((date): Expression => ({ kind: 'date', date })),
      seconds.map((n): Expression => {
        return { kind: 'arithmetic', op: '-', left: { kind: 'today' }, right: { kind: 'duration', seconds: n } };
      }),
    ),
  ),
  comparison(
    ['visits', 'orders', 'spend', 'fan_level', 'average_order', 'return_rate', 'R', 'F', 'M', 'I', 'W'],
    fc.constantFrom(0, 1, 2, 3, 4, 5, 50, 5_000, 10_000).map((value) => ({ kind: 'number', value })),
  ),
  comparison(
    ['last_watch', 'last_purchase', 'refill_due'].map((name): Expression => ({ kind: 'since', field: { name } })),
    seconds.map((n) => ({ kind: 'duration', seconds: n })),
  ),
);

function comparison(left: (string | Expression)[], right: fc.Arbitrary<Expression>): fc.Arbitrary<Condition> {
  const side = fc
    .constantFrom(...left)
    .map((one): Expression => (typeof one === 'string' ? { kind: 'field', field: { name: one } } : one));
  return fc.record({ kind: fc.constant('compare' as const), left: side, op: comparator, right });
}

interface Tied {
  expression: Expression;
  match: EventMatch;
  score: ScoreRule;
  condition: Condition;
}

/** Conditions over the whole of the program format, with names that stand in {@link world}, and others. */
export const { condition } = fc.letrec((tie: fc.LetrecTypedTie<Tied>): fc.LetrecValue<Tied> => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 3, arbitrary: literal },
    { weight: 4, arbitrary: field.map((f) => ({ kind: 'field', field: f }) as const) },
    property.map((name) => ({ kind: 'entry', property: name }) as const),
    field.map((f) => ({ kind: 'since', field: f }) as const),
    fc.record({ kind: fc.constant('score' as const), name: fc.constant('线索分'), rule: tie('score') }),
    fc.record({
      kind: fc.constant('event-property' as const),
      which: fc.constantFrom('first' as const, 'last' as const),
      event: tie('match'),
      property,
    }),
    tie('match').map((event) => ({ kind: 'since-last', event }) as const),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      op: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const),
      left: tie('expression'),
      right: tie('expression'),
    }),
  ),
  match: fc.oneof(
    fc.constantFrom(...EVENT_TYPES).map((type) => ({ type, filters: [] })),
    fc.record(
      {
        type: fc.constantFrom(...EVENT_TYPES),
        subject: text,
        filters: fc.array(filter(tie('expression')), { maxLength: 2 }),
      },
      { requiredKeys: ['type', 'filters'], noNullPrototype: true },
    ),
  ),
  score: fc.record({
    signals: fc.array(
      fc.record({ event: tie('match'), points: fc.constantFrom(0, 2.5, 5, 20), most: fc.constantFrom(null, 0, 5, 12) }),
      { maxLength: 2 },
    ),
    halfSeconds: fc.constantFrom(null, 60, 3600, DAY_SECONDS, 7 * DAY_SECONDS),
  }),
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(...TAGS, '没有的').map((name) => ({ kind: 'tag', name }) as const),
    field.map((f) => ({ kind: 'present', field: f }) as const),
    fc.constantFrom('高价值', '套娃', '没有的').map((name) => ({ kind: 'segment', name }) as const),
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('count' as const),
        events: fc.array(tie('match'), { maxLength: 2 }),
        window,
        op: comparator,
        count,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('aggregate' as const),
        event: tie('match'),
        window,
        aggregate: fc.constantFrom('total' as const, 'average' as const, 'highest' as const, 'lowest' as const),
        property: fc.constantFrom('amount', 'duration', 'product'),
        op: comparator,
        value: tie('expression'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('unanswered' as const),
        event: tie('match'),
        window,
        seconds,
        without: fc.array(tie('match'), { maxLength: 2 }),
      }),
    },
    { weight: 4, arbitrary: sensible },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        left: fc.record({ kind: fc.constant('score' as const), name: fc.constant('线索分'), rule: tie('score') }),
        op: comparator,
        right: fc.constantFrom(0, 1.25, 2.5, 5, 12, 20).map((value) => ({ kind: 'number', value }) as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        left: tie('expression'),
        op: comparator,
        right: tie('expression'),
      }),
    },
    fc.record({ kind: fc.constant('contains' as const), left: tie('expression'), words }),
    fc.record({
      kind: fc.constant('oneOf' as const),
      left: tie('expression'),
      values: fc.array(tie('expression'), { maxLength: 2 }),
    }),
    tie('match').map((match): Condition => ({ kind: 'happens', events: [match] })),
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('not' as const), of: tie('condition') }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('condition'), { maxLength: 3 }),
      }),
    },
  ),
}));

function filter(expression: fc.Arbitrary<Expression>): fc.Arbitrary<EventFilter> {
  return fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), property, op: comparator, value: expression }),
    fc.record({ kind: fc.constant('contains' as const), property, words }),
    property.map((name) => ({ kind: 'present', property: name }) as const),
    property.map((name) => ({ kind: 'same', property: name }) as const),
  );
}
