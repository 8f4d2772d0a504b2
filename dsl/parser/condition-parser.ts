import { EOF } from 'chevrotain';
import type {
  CompareNode,
  ConditionNode,
  EdgeNode,
  EventNode,
  ScheduleNode,
  StateNode,
  WindowNode,
} from '../ast/condition.js';
import { tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { tooManyAtoms } from '../problem/catalogue/size.js';
import { countNeedsUnit } from '../problem/catalogue/values.js';
import { mixedAndOr, noSuchTime } from '../problem/catalogue/writing.js';
import { fix } from '../problem/define.js';
import { AFTER_OPERAND, ExpressionParser, K, type DistributiveOmit } from './expression-parser.js';

type Edge = DistributiveOmit<EdgeNode, 'range'>;
type State = DistributiveOmit<StateNode, 'range'>;
type Compare = DistributiveOmit<CompareNode, 'range'>;

const MAX_ATOMS = 100;

/** Second layer of the grammar: conditions. */
export class ConditionParser extends ExpressionParser {
  readonly condition = this.RULE(
    'condition',
    (): ConditionNode => {
      const parts = [this.SUBRULE(this.unary)];
      const words: Token[] = [];
      this.MANY(() => {
        words.push(this.OR([{ ALT: () => this.take(K.And) }, { ALT: () => this.take(K.Or) }]));
        parts.push(this.SUBRULE2(this.unary));
      });
      return this.ACTION(() => this.join(parts, words));
    },
    { recoveryValueFunc: (): ConditionNode => ({ kind: 'error', range: this.lost() }) },
  );

  /** 且 binds closer than 或, but only so that reading can go on: mixing them is an error. */
  private join(parts: ConditionNode[], words: Token[]): ConditionNode {
    const first = parts[0];
    if (parts.length > MAX_ATOMS && first) {
      this.extra.push(tooManyAtoms(first.range, []));
      return first;
    }
    const groups: ConditionNode[][] = [[]];
    parts.forEach((part, i) => {
      if (words[i - 1]?.tokenType === K.Or) groups.push([]);
      groups.at(-1)?.push(part);
    });
    const joined = groups.map((group) => junction('and', group));
    const mixed = joined.length > 1 && groups.some((group) => group.length > 1);
    if (mixed) this.mixed(joined, parts, words);
    return junction('or', joined);
  }

  private mixed(groups: ConditionNode[], parts: ConditionNode[], words: Token[]): void {
    const second = words.find((word) => word.tokenType !== words[0]?.tokenType) ?? words[0];
    if (!second) return;
    const range = { from: second.startOffset, to: second.endOffset + 1 };
    const closest = parts.length === 3 ? orGroup(parts, words) : null;
    const conjunctions = groups.filter((group) => group.kind === 'and').map((group) => group.range);
    const readings = [
      ...(closest ? [bracket('先“或”后“且”', 'Join with “or” first', [closest])] : []),
      bracket('先“且”后“或”', 'Join with “and” first', conjunctions),
    ];
    this.extra.push(mixedAndOr(range, readings));
  }

  private readonly unary = this.RULE(
    'unary',
    (): ConditionNode => {
      const from = this.here();
      const node = this.OR<DistributiveOmit<ConditionNode, 'range'>>({
        IGNORE_AMBIGUITIES: true,
        DEF: [
          { ALT: () => this.SUBRULE(this.negation) },
          { GATE: () => !this.operandInParens(), ALT: () => this.SUBRULE(this.group) },
          { GATE: () => !this.propertyOfFirst(), ALT: () => this.SUBRULE(this.happening) },
          { GATE: () => !this.dateIsOperand(), ALT: () => this.SUBRULE(this.timer) },
          { GATE: () => !this.windowIsOperand(), ALT: () => this.SUBRULE(this.behaviour) },
          { ALT: () => this.SUBRULE(this.belonging) },
          { ALT: () => this.SUBRULE(this.comparison) },
        ],
      });
      return { ...node, range: this.since(from) };
    },
    { recoveryValueFunc: (): ConditionNode => ({ kind: 'error', range: this.lost() }) },
  );

  private readonly negation = this.RULE('negation', (): DistributiveOmit<ConditionNode, 'range'> => {
    this.CONSUME(K.Not);
    this.CONSUME(t.LeftParen);
    const of = this.SUBRULE(this.condition);
    this.CONSUME(t.RightParen);
    return { kind: 'not', of };
  });

  private readonly group = this.RULE('group', (): ConditionNode => {
    this.CONSUME(t.LeftParen);
    const of = this.SUBRULE(this.condition);
    this.CONSUME(t.RightParen);
    return of;
  });

  /** Where the parenthesis at `ahead` closes. */
  private closing(ahead: number): number {
    let depth = 0;
    for (let i = ahead; ; i++) {
      if (this.sees(i, t.LeftParen)) depth++;
      else if (this.sees(i, t.RightParen)) depth--;
      if (depth <= 0 || this.sees(i, EOF)) return i;
    }
  }

  /** `(购买金额 + 10元) > …`: the parenthesis holds a value, not a condition. */
  private operandInParens(): boolean {
    return this.sees(1, t.LeftParen) && AFTER_OPERAND.has(this.LA(this.closing(1) + 1).tokenType);
  }

  /** `首次支付的商品`: a value, not an event. */
  private propertyOfFirst(): boolean {
    if (!this.sees(1, K.First)) return false;
    let at = this.sees(2, K.CustomEvent) ? 4 : 3;
    if (this.sees(at, t.Text)) at++;
    if (this.sees(at, t.LeftParen)) at = this.closing(at) + 1;
    return this.sees(at, t.Dot);
  }

  private dateIsOperand(): boolean {
    return this.sees(1, t.DateLiteral) && !this.sees(2, t.Time, K.At);
  }

  private windowIsOperand(): boolean {
    if (this.sees(1, t.Duration)) return !this.sees(2, K.Within);
    return this.sees(1, K.Today) && AFTER_OPERAND.has(this.LA(2).tokenType);
  }

  private readonly happening = this.RULE('happening', (): Edge => {
    const first = this.OPTION(() => this.CONSUME(K.First)) !== undefined;
    const event = this.SUBRULE(this.event);
    const missing = this.OPTION2(() => this.SUBRULE(this.unansweredFor));
    return missing === undefined ? { kind: 'event', first, event } : { kind: 'absent', event, ...missing };
  });

  /** `后2小时内没有下单`. */
  private readonly unansweredFor = this.RULE('unansweredFor', (): { within: WindowNode; without: EventNode[] } => {
    this.CONSUME(K.Then);
    const within = this.SUBRULE(this.window);
    this.CONSUME(K.No);
    return { within, without: this.SUBRULE(this.events).events };
  });

  private readonly timer = this.RULE('timer', (): Edge => {
    return this.OR<Edge>([
      { ALT: () => this.SUBRULE(this.scheduled) },
      {
        ALT: () => {
          this.CONSUME(K.On);
          const field = this.SUBRULE(this.field);
          const before = this.OPTION(() => {
            const length = this.SUBRULE(this.duration);
            this.CONSUME(K.Before);
            return length;
          });
          return { kind: 'date-field', field, before: before ?? null, time: this.SUBRULE(this.time) };
        },
      },
      {
        ALT: () => {
          const change = this.OR2([
            { ALT: () => (this.CONSUME(K.Enters), 'enters' as const) },
            { ALT: () => (this.CONSUME(K.Leaves), 'leaves' as const) },
          ]);
          this.CONSUME(K.Segment);
          return { kind: 'segment-change', change, name: this.SUBRULE(this.name) };
        },
      },
      { ALT: () => (this.CONSUME(K.ByHand), { kind: 'by-hand' }) },
      { ALT: () => (this.CONSUME(K.Started), { kind: 'started' }) },
    ]);
  });

  private readonly scheduled = this.RULE('scheduled', (): Edge => {
    const schedule = this.OR<ScheduleNode>([
      { ALT: () => (this.CONSUME(K.EveryDay), { kind: 'daily' }) },
      { ALT: () => (this.CONSUME(K.Every), { kind: 'weekly', weekday: this.take(t.Weekday).amount }) },
      { ALT: () => (this.CONSUME(K.Monthly), { kind: 'monthly', day: this.SUBRULE(this.dayOfMonth) }) },
      { ALT: () => ({ kind: 'once', date: this.take(t.DateLiteral).value }) },
    ]);
    return { kind: 'schedule', schedule, time: this.SUBRULE(this.time) };
  });

  /** `1日`, `day 1`; English has no unit of its own for it. */
  private readonly dayOfMonth = this.RULE('dayOfMonth', (): number => {
    const day = this.OR([
      { ALT: () => this.take(t.DayOfMonth) },
      { ALT: () => this.take(t.NumberLiteral) },
      { ALT: () => this.take(t.Day) },
    ]);
    this.ACTION(() => {
      if (Number.isInteger(day.amount) && day.amount >= 1 && day.amount <= 31) return;
      this.extra.push(noSuchTime(tokenRange(day), [], day.image));
    });
    return day.amount;
  });

  readonly window = this.RULE(
    'window',
    (): WindowNode => {
      const from = this.here();
      const window = this.OR<DistributiveOmit<WindowNode, 'range'>>([
        { ALT: () => (this.CONSUME(K.Within), { kind: 'within', length: this.SUBRULE(this.duration) }) },
        {
          ALT: () => {
            const length = this.SUBRULE2(this.duration);
            this.CONSUME2(K.Within);
            return { kind: 'within', length };
          },
        },
        { ALT: () => (this.CONSUME(K.SinceEntry), { kind: 'since-entry' }) },
        { ALT: () => (this.CONSUME(K.Ever), { kind: 'ever' }) },
        { ALT: () => (this.CONSUME(K.Today), { kind: 'today' }) },
        { ALT: () => (this.CONSUME(K.ThisMonth), { kind: 'this-month' }) },
        { ALT: () => (this.CONSUME(K.LastMonth), { kind: 'last-month' }) },
      ]);
      return { ...window, range: this.since(from) };
    },
    { recoveryValueFunc: (): WindowNode => ({ kind: 'ever', range: this.lost() }) },
  );

  /** One event, or several in brackets. 且 is read as well, so that it can be refused in words. */
  readonly events = this.RULE(
    'events',
    (): { events: EventNode[]; joinedByAnd: boolean } => {
      const events: EventNode[] = [];
      let joinedByAnd = false;
      this.OR([
        { ALT: () => events.push(this.SUBRULE(this.event)) },
        {
          ALT: () => {
            this.CONSUME(t.LeftParen);
            events.push(this.SUBRULE2(this.event));
            this.MANY(() => {
              this.OR2([{ ALT: () => this.CONSUME(K.Or) }, { ALT: () => (this.CONSUME(K.And), (joinedByAnd = true)) }]);
              events.push(this.SUBRULE3(this.event));
            });
            this.CONSUME(t.RightParen);
          },
        },
      ]);
      return { events, joinedByAnd };
    },
    { recoveryValueFunc: () => ({ events: [], joinedByAnd: false }) },
  );

  private readonly behaviour = this.RULE('behaviour', (): State => {
    return this.OR<State>([
      {
        ALT: () => {
          const from = this.here();
          this.CONSUME(K.Never);
          const window: WindowNode = { kind: 'ever', range: this.since(from) };
          return { kind: 'did', window, no: true, ...this.SUBRULE(this.events) };
        },
      },
      {
        ALT: () => {
          const window = this.SUBRULE(this.window);
          return this.OR2<State>([
            { ALT: () => (this.CONSUME(K.No), { kind: 'did', window, no: true, ...this.SUBRULE2(this.events) }) },
            { ALT: () => this.SUBRULE(this.occurrence, { ARGS: [window] }) },
          ]);
        },
      },
    ]);
  });

  private readonly occurrence = this.RULE('occurrence', (window: WindowNode): State => {
    const { events, joinedByAnd } = this.SUBRULE(this.events);
    const did: State = { kind: 'did', window, no: false, events, joinedByAnd };
    const event = this.ACTION(() => events[0]);
    const single = () => events.length === 1;
    const measured = this.OPTION(() =>
      this.OR<State>([
        { ALT: () => ({ kind: 'count', window, events, ...this.SUBRULE(this.times) }) },
        { GATE: single, ALT: () => ({ ...this.SUBRULE(this.aggregate), window, event: event ?? noEvent }) },
        {
          GATE: single,
          ALT: () => ({ kind: 'unanswered', window, event: event ?? noEvent, ...this.SUBRULE(this.unansweredFor) }),
        },
      ]),
    );
    return measured ?? did;
  });

  private readonly times = this.RULE('times', () => {
    const op = this.SUBRULE(this.comparator);
    const count = this.OR([
      { ALT: () => this.take(t.Count) },
      {
        ALT: () => {
          const number = this.take(t.NumberLiteral);
          this.ACTION(() => {
            const end = { from: number.endOffset + 1, to: number.endOffset + 1 };
            const range = { from: number.startOffset, to: end.to };
            this.extra.push(countNeedsUnit(range, [fix('加“次”', 'Add “times”', end, '次')], number.image));
          });
          return number;
        },
      },
    ]);
    return { op, count: count.amount };
  });

  private readonly aggregate = this.RULE('aggregate', () => {
    const aggregate = this.OR([
      { ALT: () => (this.CONSUME(K.Total), 'total' as const) },
      { ALT: () => (this.CONSUME(K.Average), 'average' as const) },
      { ALT: () => (this.CONSUME(K.Highest), 'highest' as const) },
      { ALT: () => (this.CONSUME(K.Lowest), 'lowest' as const) },
    ]);
    const property = this.SUBRULE(this.property);
    const op = this.SUBRULE(this.comparator);
    return { kind: 'aggregate' as const, aggregate, property, op, value: this.SUBRULE(this.sum) };
  });

  private readonly belonging = this.RULE('belonging', (): State => {
    return this.OR<State>([
      {
        ALT: () => {
          const no = this.OR2([{ ALT: () => (this.CONSUME(K.Has), false) }, { ALT: () => (this.CONSUME(K.No), true) }]);
          return this.OR3<State>([
            { ALT: () => (this.CONSUME(K.Tag), { kind: 'tag', no, names: this.SUBRULE(this.names) }) },
            { ALT: () => ({ kind: 'present', no, field: this.SUBRULE(this.field) }) },
            // 没有支付: since when? `check/position.ts` asks.
            { ALT: () => ({ kind: 'did', window: null, no, ...this.SUBRULE(this.events) }) },
          ]);
        },
      },
      {
        ALT: () => {
          const no = this.OR4([
            { ALT: () => (this.CONSUME(K.In), false) },
            { ALT: () => (this.CONSUME(K.NotIn), true) },
          ]);
          this.CONSUME(K.Segment);
          return { kind: 'segment', no, name: this.SUBRULE(this.name) };
        },
      },
    ]);
  });

  private readonly comparison = this.RULE('comparison', (): Compare => {
    const left = this.SUBRULE(this.sum);
    return this.OR<Compare>([
      {
        ALT: () => {
          const operands = [left];
          const ops = [this.SUBRULE(this.comparator)];
          operands.push(this.SUBRULE2(this.sum));
          this.OPTION(() => {
            ops.push(this.SUBRULE2(this.comparator));
            operands.push(this.SUBRULE3(this.sum));
          });
          return { kind: 'compare', operands, ops };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.Between);
          const low = this.SUBRULE4(this.sum);
          this.OR2([{ ALT: () => this.CONSUME(K.And) }, { ALT: () => this.CONSUME(K.UpTo) }]);
          return { kind: 'between', value: left, low, high: this.SUBRULE5(this.sum) };
        },
      },
      { ALT: () => ({ kind: 'contains', left, right: this.SUBRULE(this.contained) }) },
      {
        ALT: () => {
          const no = this.OR3([
            { ALT: () => (this.CONSUME(K.In), false) },
            { ALT: () => (this.CONSUME(K.NotIn), true) },
          ]);
          this.CONSUME(t.LeftParen);
          const values = [this.SUBRULE6(this.sum)];
          this.MANY(() => {
            this.CONSUME(t.Comma);
            values.push(this.SUBRULE7(this.sum));
          });
          this.CONSUME(t.RightParen);
          return { kind: 'one-of', no, left, values };
        },
      },
    ]);
  });
}

const noEvent: EventNode = { type: '', custom: true, subject: null, filters: [], range: { from: 0, to: 0 } };

function junction(kind: 'and' | 'or', of: ConditionNode[]): ConditionNode {
  const [first] = of;
  const last = of.at(-1);
  if (!first || !last) return { kind: 'error', range: { from: 0, to: 0 } };
  if (of.length === 1) return first;
  return { kind, of, range: { from: first.range.from, to: last.range.to } };
}

/** The two parts that 或 joins, of three. */
function orGroup(parts: ConditionNode[], words: Token[]): { from: number; to: number } | null {
  const at = words.findIndex((word) => word.tokenType === K.Or);
  const [left, right] = [parts[at], parts[at + 1]];
  return left && right ? { from: left.range.from, to: right.range.to } : null;
}

function bracket(zh: string, en: string, ranges: { from: number; to: number }[]) {
  const edits = ranges.flatMap(({ from, to }) => [
    { range: { from, to: from }, text: '(' },
    { range: { from: to, to }, text: ')' },
  ]);
  return { title: { zh, en }, edits };
}
