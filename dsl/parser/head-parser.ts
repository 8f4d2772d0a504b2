import type { DurationNode, PropertyNode } from '../ast/common.js';
import type { ConditionNode } from '../ast/condition.js';
import type { HeadNode, SpanNode } from '../ast/file.js';
import { tokenRange } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { fenOf } from './expression-parser.js';
import { StepParser } from './step-parser.js';
import { K, type DistributiveOmit } from './token-parser.js';

type Head = DistributiveOmit<HeadNode, 'range'>;

/** The rules at the head of a SOP: who enters it, when it is quiet, what it may spend, when a fan leaves. */
export abstract class HeadParser extends StepParser {
  protected readonly head = this.RULE(
    'head',
    (): HeadNode => {
      const from = this.here();
      const head = this.OR<Head>([
        { ALT: () => (this.CONSUME(K.When), { kind: 'when', condition: this.SUBRULE(this.condition) }) },
        { ALT: () => this.SUBRULE(this.reentry) },
        { ALT: () => (this.CONSUME(K.Quiet), { kind: 'quiet', span: this.SUBRULE(this.span) }) },
        {
          ALT: () => {
            this.CONSUME(K.OnlyIn);
            const days = this.OPTION(() => this.SUBRULE(this.weekdays)) ?? null;
            return { kind: 'only', days, span: this.SUBRULE2(this.span) };
          },
        },
        { ALT: () => this.SUBRULE(this.limit) },
        { ALT: () => this.SUBRULE(this.budget) },
        {
          ALT: () => {
            this.CONSUME(K.Goal);
            return { kind: 'goal', events: this.SUBRULE(this.events).events, window: this.SUBRULE(this.window) };
          },
        },
        { ALT: () => this.SUBRULE(this.leave) },
        {
          ALT: () => {
            this.CONSUME(K.Expire);
            const after = this.SUBRULE(this.duration);
            return { kind: 'expire', after, block: this.OPTION2(() => this.SUBRULE(this.block)) ?? null };
          },
        },
        { ALT: () => (this.CONSUME(K.Note), { kind: 'note', text: this.SUBRULE(this.text) }) },
      ]);
      return { ...head, range: this.since(from) };
    },
    { recoveryValueFunc: (): HeadNode => ({ kind: 'error', range: this.lost() }) },
  );

  /** `每人每90天一次`, `once per fan every 90 days`, `可再次进入`. */
  private readonly reentry = this.RULE('reentry', (): Head => {
    return this.OR<Head>([
      {
        ALT: () => {
          this.CONSUME(K.Once);
          const per = this.SUBRULE(this.per);
          const every = this.OPTION(() => this.SUBRULE(this.every));
          return { kind: 'reentry', per, every: every ?? null, again: false };
        },
      },
      {
        ALT: () => {
          const per = this.SUBRULE2(this.per);
          const every = this.OPTION2(() => this.SUBRULE2(this.every));
          this.CONSUME2(K.Once);
          return { kind: 'reentry', per, every: every ?? null, again: false };
        },
      },
      { ALT: () => (this.CONSUME(K.Again), { kind: 'reentry', per: null, every: null, again: true }) },
    ]);
  });

  private readonly per = this.RULE('per', (): PropertyNode | null =>
    this.OR<PropertyNode | null>([
      { ALT: () => (this.CONSUME(K.PerFan), null) },
      { ALT: () => (this.CONSUME(K.Per), this.SUBRULE(this.property)) },
    ]),
  );

  protected readonly every = this.RULE('every', (): DurationNode => {
    this.CONSUME(K.Every);
    return this.SUBRULE(this.duration);
  });

  private readonly span = this.RULE('span', (): SpanNode => {
    const begin = this.here();
    const from = this.SUBRULE(this.time);
    this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(K.UpTo) }]);
    const to = this.SUBRULE2(this.time);
    return { from, to, range: this.since(begin) };
  });

  private readonly weekdays = this.RULE('weekdays', (): number[] => {
    const days = [this.take(t.Weekday).amount];
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.OR2([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(K.UpTo) }]);
            const last = this.take(t.Weekday, 2).amount;
            for (let day = days[0] ?? 1; day !== last && days.length < 7;) days.push((day = (day % 7) + 1));
          },
        },
        {
          ALT: () => {
            this.AT_LEAST_ONE(() => {
              this.CONSUME(t.Comma);
              days.push(this.take(t.Weekday, 3).amount);
            });
          },
        },
      ]);
    });
    return [...new Set(days)].sort((a, b) => a - b);
  });

  private readonly limit = this.RULE('limit', (): Head => {
    this.CONSUME(K.Limit);
    const channel = this.OPTION(() => this.take(t.Channel).value) ?? null;
    const messages = this.take(t.Pieces);
    const every = this.SUBRULE(this.every);
    return { kind: 'limit', channel, messages: messages.amount, messagesRange: tokenRange(messages), every };
  });

  private readonly budget = this.RULE('budget', (): Head => {
    this.CONSUME(K.Budget);
    const money = this.take(t.Money);
    const every = this.OPTION(() =>
      this.OR<DurationNode | 'month'>([
        { ALT: () => this.SUBRULE(this.every) },
        { ALT: () => (this.CONSUME(K.Monthly), 'month') },
      ]),
    );
    return { kind: 'budget', fen: fenOf(money), every: every ?? null };
  });

  /** `一旦 … 就离开 {…}`, `leave when … {…}`. */
  private readonly leave = this.RULE('leave', (): Head => {
    const condition = this.OR<ConditionNode>([
      {
        ALT: () => {
          this.CONSUME(K.IfEver);
          const read = this.SUBRULE(this.condition);
          this.CONSUME(K.LeaveNow);
          return read;
        },
      },
      { ALT: () => (this.CONSUME(K.LeaveWhen), this.SUBRULE2(this.condition)) },
    ]);
    return { kind: 'leave', condition, block: this.OPTION(() => this.SUBRULE(this.block)) ?? null };
  });
}
