import type { TokenType } from 'chevrotain';
import type { DurationNode, FieldNode, Name, PropertyNode, TextNode, TimeNode } from '../ast/common.js';
import type { EventNode, ExpressionNode, FilterNode, WordsNode } from '../ast/condition.js';
import type { Comparator } from '../ir/condition.js';
import { tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { tooManyAtoms } from '../problem/catalogue/size.js';
import { UNITS, type DurationUnit, type Unit } from '../vocabulary/unit.js';
import { toName, toText } from './text.js';
import { K, TokenParser, type DistributiveOmit } from './token-parser.js';

const MAX_TERMS = 100;

const COMPARATORS: [TokenType, Comparator][] = [
  [K.Equal, '='],
  [K.NotEqual, '!='],
  [K.GreaterEqual, '>='],
  [K.LessEqual, '<='],
  [K.Greater, '>'],
  [K.Less, '<'],
];

/** What follows an operand in an expression or a comparison. */
export const AFTER_OPERAND = new Set<TokenType>([
  ...COMPARATORS.map(([type]) => type),
  ...[t.Plus, t.Minus, t.Star, t.Slash, K.Between, K.Contains, K.In, K.NotIn],
]);

/** Names, values, events. */
export abstract class ExpressionParser extends TokenParser {
  readonly name = this.RULE('name', (): Name => toName(this.take(t.Text)), {
    recoveryValueFunc: (): Name => ({ range: this.lost(), value: '' }),
  });

  readonly names = this.RULE('names', (): Name[] => {
    const names = [this.SUBRULE(this.name)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.SUBRULE2(this.name));
    });
    return names;
  });

  readonly text = this.RULE('text', (): TextNode => toText(this.take(t.Text)), {
    recoveryValueFunc: (): TextNode => ({ range: this.lost(), parts: [], block: false }),
  });

  readonly duration = this.RULE(
    'duration',
    (): DurationNode => {
      const token = this.take(t.Duration);
      return { range: tokenRange(token), amount: token.amount, unit: durationUnit(token.unit) };
    },
    { recoveryValueFunc: (): DurationNode => ({ range: this.lost(), amount: 0, unit: 'day' }) },
  );

  readonly time = this.RULE(
    'time',
    (): TimeNode => {
      this.OPTION(() => this.CONSUME(K.At));
      const token = this.take(t.Time);
      return { range: tokenRange(token), minute: token.amount };
    },
    { recoveryValueFunc: (): TimeNode => ({ range: this.lost(), minute: 0 }) },
  );

  readonly field = this.RULE(
    'field',
    (): FieldNode => {
      const from = this.here();
      const field = this.OR([
        { ALT: () => ({ name: this.take(t.Field).value, custom: false }) },
        { ALT: () => (this.CONSUME(K.Owner), { name: 'owner', custom: false }) },
        { ALT: () => this.SUBRULE(this.customField) },
      ]);
      return { ...field, range: this.since(from) };
    },
    { recoveryValueFunc: (): FieldNode => ({ range: this.lost(), name: '', custom: true }) },
  );

  private readonly customField = this.RULE('customField', () => {
    this.CONSUME(K.CustomField);
    return { name: this.SUBRULE(this.name).value, custom: true };
  });

  readonly property = this.RULE(
    'property',
    (): PropertyNode => {
      const from = this.here();
      const property = this.OR([
        { ALT: () => ({ name: this.take(t.Property).value, custom: false }) },
        { ALT: () => (this.CONSUME(K.Coupon), { name: 'coupon', custom: false }) },
        { ALT: () => this.SUBRULE(this.customField) },
      ]);
      return { ...property, range: this.since(from) };
    },
    { recoveryValueFunc: (): PropertyNode => ({ range: this.lost(), name: '', custom: true }) },
  );

  readonly comparator = this.RULE('comparator', (): Comparator =>
    this.OR(COMPARATORS.map(([type, op]) => ({ ALT: () => (this.CONSUME(type), op) }))),
  );

  readonly event = this.RULE(
    'event',
    (): EventNode => {
      const from = this.here();
      const kind = this.OR([
        { ALT: () => ({ type: this.take(t.Event).value, custom: false }) },
        { ALT: () => (this.CONSUME(K.CustomEvent), { type: this.SUBRULE(this.name).value, custom: true }) },
        { ALT: () => (this.CONSUME(K.LiveStart), { type: 'live.start', custom: false }) },
      ]);
      const subject = this.OPTION(() => this.SUBRULE2(this.name)) ?? null;
      const filters = this.OPTION2(() => this.SUBRULE(this.filters)) ?? [];
      return { ...kind, subject, filters, range: this.since(from) };
    },
    {
      recoveryValueFunc: (): EventNode => ({ range: this.lost(), type: '', custom: true, subject: null, filters: [] }),
    },
  );

  private readonly filters = this.RULE('filters', (): FilterNode[] => {
    this.CONSUME(t.LeftParen);
    const filters = [this.SUBRULE(this.filter)];
    this.MANY(() => {
      this.CONSUME(K.And);
      filters.push(this.SUBRULE2(this.filter));
    });
    this.CONSUME(t.RightParen);
    return filters;
  });

  private readonly filter = this.RULE(
    'filter',
    (): FilterNode => {
      const from = this.here();
      const filter = this.OR<DistributiveOmit<FilterNode, 'range'>>([
        { ALT: () => (this.CONSUME(K.Same), { kind: 'same', property: this.SUBRULE(this.property) }) },
        { ALT: () => (this.CONSUME(K.Has), { kind: 'present', property: this.SUBRULE2(this.property) }) },
        { ALT: () => this.SUBRULE(this.propertyFilter) },
      ]);
      return { ...filter, range: this.since(from) };
    },
    {
      recoveryValueFunc: (): FilterNode => ({
        kind: 'present',
        property: { range: this.lost(), name: '', custom: true },
        range: this.lost(),
      }),
    },
  );

  private readonly propertyFilter = this.RULE('propertyFilter', (): DistributiveOmit<FilterNode, 'range'> => {
    const property = this.SUBRULE(this.property);
    return this.OR<DistributiveOmit<FilterNode, 'range'>>([
      {
        ALT: () => {
          const ops = [this.SUBRULE(this.comparator)];
          const values = [this.SUBRULE(this.sum)];
          this.OPTION(() => {
            ops.push(this.SUBRULE2(this.comparator));
            values.push(this.SUBRULE2(this.sum));
          });
          return { kind: 'compare', property, ops, values };
        },
      },
      { ALT: () => ({ kind: 'contains', property, right: this.SUBRULE(this.contained) }) },
    ]);
  });

  /** `含 "…"` or `含 词库 "…"`. */
  readonly contained = this.RULE('contained', (): ExpressionNode | WordsNode => {
    const from = this.here();
    this.CONSUME(K.Contains);
    return this.OR<ExpressionNode | WordsNode>([
      { ALT: () => (this.CONSUME(K.Words), { kind: 'words', name: this.SUBRULE(this.name), range: this.since(from) }) },
      { ALT: () => this.SUBRULE(this.sum) },
    ]);
  });

  readonly sum = this.RULE(
    'sum',
    (): ExpressionNode => {
      let left = this.SUBRULE(this.term);
      let terms = 1;
      this.MANY(() => {
        const op = this.OR([
          { ALT: () => (this.CONSUME(t.Plus), '+' as const) },
          { ALT: () => (this.CONSUME(t.Minus), '-' as const) },
        ]);
        const right = this.SUBRULE2(this.term);
        left = this.ACTION(() => this.arithmetic(op, left, right, ++terms));
      });
      return left;
    },
    { recoveryValueFunc: (): ExpressionNode => ({ kind: 'error', range: this.lost() }) },
  );

  private readonly term = this.RULE(
    'term',
    (): ExpressionNode => {
      let left = this.SUBRULE(this.factor);
      let terms = 1;
      this.MANY(() => {
        const op = this.OR([
          { ALT: () => (this.CONSUME(t.Star), '*' as const) },
          { ALT: () => (this.CONSUME(t.Slash), '/' as const) },
        ]);
        const right = this.SUBRULE2(this.factor);
        left = this.ACTION(() => this.arithmetic(op, left, right, ++terms));
      });
      return left;
    },
    { recoveryValueFunc: (): ExpressionNode => ({ kind: 'error', range: this.lost() }) },
  );

  /** Left-associative; past the limit the rest is dropped, so that nothing downstream recurses without bound. */
  private arithmetic(op: '+' | '-' | '*' | '/', left: ExpressionNode, right: ExpressionNode, terms: number) {
    if (terms > MAX_TERMS) {
      if (terms === MAX_TERMS + 1) this.extra.push(tooManyAtoms(right.range, []));
      return left;
    }
    const range = { from: left.range.from, to: right.range.to };
    return { kind: 'arithmetic' as const, op, left, right, range };
  }

  private readonly factor = this.RULE(
    'factor',
    (): ExpressionNode => {
      const from = this.here();
      const value = this.OR<DistributiveOmit<ExpressionNode, 'range'>>([
        { ALT: () => ({ kind: 'text', value: toName(this.take(t.Text)).value }) },
        { ALT: () => ({ kind: 'number', value: this.take(t.NumberLiteral).amount }) },
        { ALT: () => ({ kind: 'duration', duration: this.SUBRULE(this.duration) }) },
        { ALT: () => ({ kind: 'money', fen: fenOf(this.take(t.Money)) }) },
        { ALT: () => ({ kind: 'count', value: this.take(t.Count).amount }) },
        { ALT: () => ({ kind: 'points', value: this.take(t.Points).amount }) },
        { ALT: () => ({ kind: 'percent', value: this.take(t.Percent).amount }) },
        { ALT: () => ({ kind: 'date', date: this.take(t.DateLiteral).value }) },
        { ALT: () => (this.CONSUME(K.Today), { kind: 'today' }) },
        { ALT: () => ({ kind: 'field', field: this.SUBRULE(this.field) }) },
        { ALT: () => (this.CONSUME(K.Score), { kind: 'score', name: this.SUBRULE(this.name) }) },
        {
          ALT: () => {
            this.CONSUME(K.Entry);
            this.CONSUME(t.Dot);
            return { kind: 'entry', property: this.SUBRULE(this.property) };
          },
        },
        { ALT: () => this.SUBRULE(this.eventProperty) },
        { ALT: () => this.SUBRULE(this.sinceWhen) },
        {
          ALT: () => {
            this.CONSUME(t.LeftParen);
            const inner = this.SUBRULE(this.sum);
            this.CONSUME(t.RightParen);
            return inner;
          },
        },
      ]);
      return { ...value, range: this.since(from) };
    },
    { recoveryValueFunc: (): ExpressionNode => ({ kind: 'error', range: this.lost() }) },
  );

  private readonly eventProperty = this.RULE('eventProperty', (): DistributiveOmit<ExpressionNode, 'range'> => {
    const which = this.OR([
      { ALT: () => (this.CONSUME(K.First), 'first' as const) },
      { ALT: () => (this.CONSUME(K.Last), 'last' as const) },
    ]);
    const event = this.SUBRULE(this.event);
    this.CONSUME(t.Dot);
    return { kind: 'event-property', which, event, property: this.SUBRULE(this.property) };
  });

  private readonly sinceWhen = this.RULE('sinceWhen', (): DistributiveOmit<ExpressionNode, 'range'> => {
    this.CONSUME(K.Since);
    return this.OR<DistributiveOmit<ExpressionNode, 'range'>>([
      { ALT: () => (this.CONSUME(K.Last), { kind: 'since-last', event: this.SUBRULE(this.event) }) },
      { ALT: () => ({ kind: 'since', field: this.SUBRULE(this.field) }) },
    ]);
  });
}

export function fenOf(token: Token): number {
  return Math.round(token.amount * (token.unit === null ? 100 : UNITS[token.unit].size));
}

function durationUnit(unit: Unit | null): DurationUnit {
  switch (unit) {
    case 'second':
    case 'minute':
    case 'hour':
    case 'week':
    case 'working-hour':
    case 'working-day':
      return unit;
    default:
      return 'day';
  }
}
