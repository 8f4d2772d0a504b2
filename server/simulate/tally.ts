import { dateOf, dayAt, formatDay } from '@fanloom/dsl/core/zone.js';
import type { CouponTerms, Program } from '@fanloom/dsl/ir/program.js';
import type { Trace, TraceEntry } from '@fanloom/dsl/simulate/trace.js';

/** Figures of a simulation: the shape of the API. Days are `YYYY-MM-DD` in the shop's zone. */
export interface Figures {
  fans: number;
  /** Fans who came in at least once, and how often anybody did. */
  entered_fans: number;
  stays: number;
  refused: { reason: string; count: number }[];
  finished: number;
  expired: number;
  left: number;
  left_by: { clause: number; count: number }[];
  /** Stays that were not over at the end. */
  in_flight: number;
  sent: number;
  messages: { day: string; channel: string; count: number }[];
  skipped: { channel: string; reason: string; count: number }[];
  /** Messages that waited for the end of quiet hours. */
  deferred: number;
  coupons: CouponFigures[];
  /** Null: the SOP states none. `used_up_on`: the first day on which all fans together would have gone beyond it. */
  budget: { fen: number; used_up_on: string | null } | null;
  /** Null: the SOP states none. `open`: stays that had not yet reached it, with time left at the end. */
  goal: { converted: number; open: number } | null;
  steps: { key: string; reached: number }[];
}

export interface CouponFigures {
  name: string;
  issued: number;
  /** Null where it takes off a percentage. */
  cost_fen: number | null;
  stock: number | null;
  /** The first day on which more would have been issued than there are. */
  runs_out_on: string | null;
}

/** Adds up what fans would have got. Takes no more memory with more fans. */
export class Tally {
  private fans = 0;
  private enteredFans = 0;
  private stays = 0;
  private sent = 0;
  private deferred = 0;
  private converted = 0;
  private open = 0;
  private readonly ended = { finished: 0, expired: 0, left: 0 };
  private readonly refused = new Counts<string>();
  private readonly leftBy = new Counts<number>();
  private readonly messages = new Counts<string>();
  private readonly skipped = new Counts<string>();
  private readonly reached = new Counts<string>();
  /** Coupons by day of issue, then by name. */
  private readonly issued = new Map<number, Counts<string>>();

  constructor(
    private readonly program: Program,
    private readonly zone: string,
    /** When the simulation ends; milliseconds. */
    private readonly until: number,
  ) {}

  add(trace: Trace): void {
    this.fans++;
    if (trace.length === 0) return;
    const entered = new Map<number, number>();
    const converted = new Set<number>();
    for (const entry of trace) {
      this.count(entry);
      if (entry.kind === 'entered') entered.set(entry.enrolment, entry.at);
      else if (entry.kind === 'goal') converted.add(entry.enrolment);
    }
    if (entered.size > 0) this.enteredFans++;
    this.stays += entered.size;
    this.converted += converted.size;
    const { goal } = this.program;
    if (!goal) return;
    for (const [no, at] of entered) if (!converted.has(no) && at + goal.seconds * 1000 > this.until) this.open++;
  }

  figures(): Figures {
    const { budget, goal, steps } = this.program;
    const { finished, expired, left } = this.ended;
    return {
      fans: this.fans,
      entered_fans: this.enteredFans,
      stays: this.stays,
      refused: this.refused.list((reason, count) => ({ reason, count })),
      ...this.ended,
      left_by: this.leftBy.list((clause, count) => ({ clause, count })),
      in_flight: this.stays - finished - expired - left,
      sent: this.sent,
      messages: this.messages.list((key, count) => {
        const [day = '', channel = ''] = key.split('/');
        return { day, channel, count };
      }),
      skipped: this.skipped.list((key, count) => {
        const [channel = '', reason = ''] = key.split('/');
        return { channel, reason, count };
      }),
      deferred: this.deferred,
      coupons: Object.entries(this.program.coupons).map(([name, terms]) => this.coupon(name, terms)),
      budget: budget && { fen: budget.fen, used_up_on: this.budgetUsedUpOn(budget) },
      goal: goal && { converted: this.converted, open: this.open },
      steps: steps.flatMap(({ key, kind }) =>
        kind === 'receipt' || kind === 'absent' ? [] : [{ key, reached: this.reached.of(key) }],
      ),
    };
  }

  private count(entry: TraceEntry): void {
    switch (entry.kind) {
      case 'refused':
        return this.refused.add(entry.reason);
      case 'finished':
      case 'expired':
        this.ended[entry.kind]++;
        return;
      case 'left':
        this.ended.left++;
        return this.leftBy.add(entry.clause);
      case 'reached':
        return this.reached.add(entry.step);
      case 'held':
        this.deferred++;
        return;
      case 'skipped':
        return this.skipped.add(`${entry.channel}/${entry.reason}`);
      case 'sent': {
        this.sent++;
        const day = dayAt(entry.at, this.zone);
        this.messages.add(`${formatDay(day)}/${entry.channel}`);
        if (entry.coupon !== null) this.issue(day, entry.coupon);
        return;
      }
      case 'granted':
        return this.issue(dayAt(entry.at, this.zone), entry.coupon);
      default:
    }
  }

  private issue(day: number, coupon: string): void {
    let counts = this.issued.get(day);
    if (!counts) this.issued.set(day, (counts = new Counts()));
    counts.add(coupon);
  }

  private days(): [day: number, counts: Counts<string>][] {
    return [...this.issued].sort(([a], [b]) => a - b);
  }

  private coupon(name: string, { off, stock }: CouponTerms): CouponFigures {
    let issued = 0;
    let runsOut: string | null = null;
    for (const [day, counts] of this.days()) {
      issued += counts.of(name);
      if (stock !== null && issued > stock) runsOut ??= formatDay(day);
    }
    return { name, issued, cost_fen: 'fen' in off ? issued * off.fen : null, stock, runs_out_on: runsOut };
  }

  private budgetUsedUpOn({ fen, every }: NonNullable<Program['budget']>): string | null {
    const spent = new Counts<number>();
    for (const [day, counts] of this.days()) {
      const { year, month } = dateOf(day);
      const seconds = every.kind === 'seconds' ? every.seconds : 0;
      const period =
        every.kind === 'month' ? year * 12 + month : seconds > 0 ? Math.floor((day * 86_400) / seconds) : 0;
      for (const [name, { off }] of Object.entries(this.program.coupons)) {
        if ('fen' in off) spent.add(period, counts.of(name) * off.fen);
      }
      if (spent.of(period) > fen) return formatDay(day);
    }
    return null;
  }
}

class Counts<K extends string | number> {
  private readonly counts = new Map<K, number>();

  add(key: K, count = 1): void {
    this.counts.set(key, this.of(key) + count);
  }

  of(key: K): number {
    return this.counts.get(key) ?? 0;
  }

  /** By rising key. */
  list<T>(make: (key: K, count: number) => T): T[] {
    return [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => make(key, count));
  }
}
