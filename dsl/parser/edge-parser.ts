import type { EdgeNode, ScheduleNode } from '../ast/condition.js';
import { tokenRange } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { noSuchTime } from '../problem/catalogue/writing.js';
import { BehaviourParser } from './behaviour-parser.js';
import { K, type DistributiveOmit } from './token-parser.js';

type Edge = DistributiveOmit<EdgeNode, 'range'>;

/** What comes true at a moment: an event, a date, a time of day. */
export abstract class EdgeParser extends BehaviourParser {
  protected readonly happening = this.RULE('happening', (): Edge => {
    const first = this.OPTION(() => this.CONSUME(K.First)) !== undefined;
    const event = this.SUBRULE(this.event);
    const missing = this.OPTION2(() => this.SUBRULE(this.unansweredFor));
    return missing === undefined ? { kind: 'event', first, event } : { kind: 'absent', event, ...missing };
  });

  protected readonly timer = this.RULE('timer', (): Edge => {
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
}
