import type { EventNode, StateNode, WindowNode } from '../ast/condition.js';
import * as t from '../lexer/token-type.js';
import { countNeedsUnit } from '../problem/catalogue/values.js';
import { fix } from '../problem/define.js';
import { ExpressionParser } from './expression-parser.js';
import { K, type DistributiveOmit } from './token-parser.js';

type State = DistributiveOmit<StateNode, 'range'>;

/** What fans did within a time: whether, how often, how much. */
export abstract class BehaviourParser extends ExpressionParser {
  /** `后2小时内没有下单`. */
  protected readonly unansweredFor = this.RULE('unansweredFor', (): { within: WindowNode; without: EventNode[] } => {
    this.CONSUME(K.Then);
    const within = this.SUBRULE(this.window);
    this.CONSUME(K.No);
    return { within, without: this.SUBRULE(this.events).events };
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

  protected readonly behaviour = this.RULE('behaviour', (): State => {
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
}

const noEvent: EventNode = { type: '', custom: true, subject: null, filters: [], range: { from: 0, to: 0 } };
