import type { HeadNode, SopNode } from '../ast/file.js';
import type { BlockNode, StepNode } from '../ast/step.js';
import { secondsOf } from '../catalogue/duration.js';

/** Seconds after entry between which something happens. */
export interface Interval {
  lo: number;
  hi: number;
}

/** What is known of a fan who has come to a step: an abstract run of the SOP over all its paths. */
export interface Moment extends Interval {
  /** Minute of the day, where the path fixes it. */
  clock: number | null;
  /** The last 第N天 passed. */
  day: number;
  /** Coupons that may be the latest one, with the time of issue. */
  coupons: ({ name: string } & Interval)[];
  /** Coupons issued on every path here. */
  issued: ReadonlySet<string>;
  /** Some coupon was issued on every path here. */
  anyIssued: boolean;
  surveyed: boolean;
  /** Sends on the path with most of them. */
  sends: ({ channel: string; step: StepNode } & Interval)[];
}

/** Called for each step with what holds on arrival; null: no fan gets there. */
export type Visitor = (step: StepNode, at: Moment | null) => void;

const DAY = 86_400;
/** How many sends of a path are remembered; no limit is that high. */
const MOST_SENDS = 100;
type Span = { from: number; to: number };
type Time = Moment | null;

export function atEntry(): Moment {
  return {
    lo: 0,
    hi: 0,
    clock: null,
    day: -1,
    coupons: [],
    issued: new Set(),
    anyIssued: false,
    surveyed: false,
    sends: [],
  };
}

/** Runs the steps of an SOP in the abstract and shows each to `visit`. Steps inside blocks come right after their parent. */
export function walkTimeline(sop: SopNode, steps: readonly StepNode[], visit: Visitor): void {
  const isQuiet = (head: HeadNode): head is Extract<HeadNode, { kind: 'quiet' }> => head.kind === 'quiet';
  const quiet = sop.heads.find(isQuiet)?.span;
  new Timeline(quiet ? { from: quiet.from.minute, to: quiet.to.minute } : null, visit).block(steps, atEntry());
}

class Timeline {
  constructor(
    private readonly quiet: Span | null,
    private readonly visit: Visitor,
  ) {}

  block(steps: readonly StepNode[], at: Time): Time {
    return steps.reduce((moment, step) => this.step(step, moment), at);
  }

  private inside(block: BlockNode | null, at: Time): Time {
    return block ? this.block(block.steps, at) : at;
  }

  private step(step: StepNode, at: Time): Time {
    this.visit(step, at);
    if (at === null) {
      this.skip(step);
      return null;
    }
    switch (step.kind) {
      case 'day':
        return this.inside(step.block, arriveOnDay(at, step.day, step.time?.minute ?? null));
      case 'wait': {
        const seconds = secondsOf(step.duration);
        return { ...at, lo: at.lo + seconds, hi: at.hi + seconds, clock: null };
      }
      case 'till':
        return { ...at, hi: at.hi + tillSeconds(step), clock: step.time?.minute ?? null };
      case 'until': {
        const seconds = secondsOf(step.duration);
        const met = this.inside(step.met, { ...at, hi: at.hi + seconds, clock: null });
        const unmet = this.inside(step.unmet, { ...at, lo: at.lo + seconds, hi: at.hi + seconds, clock: null });
        return merge([met, unmet]);
      }
      case 'if':
        return merge([...step.arms.map((arm) => this.inside(arm.block, at)), this.inside(step.otherwise, at)]);
      case 'split':
        return merge(step.arms.map((arm) => this.inside(arm.block, at)));
      case 'send':
        return this.send(step, at);
      case 'grant':
        return issue(at, step.coupon.value);
      case 'end':
        return null;
      default:
        return at;
    }
  }

  /** Steps nobody reaches are shown as such, their blocks not again. */
  private skip(step: StepNode): void {
    if (step.kind === 'day') this.inside(step.block, null);
  }

  private send(step: Extract<StepNode, { kind: 'send' }>, at: Moment): Time {
    const held = { ...at, hi: at.hi + this.hold(at.clock) };
    const send = { channel: step.channel, step, lo: held.lo, hi: held.hi };
    const withCoupon = step.coupon ? issue(held, step.coupon.value) : held;
    const surveyed = held.surveyed || step.survey !== null;
    const sent = { ...withCoupon, surveyed, sends: [...held.sends, send].slice(-MOST_SENDS) };
    if (!step.undelivered) return sent;
    return merge([sent, this.inside(step.undelivered, { ...held, clock: null })]);
  }

  /** Longest time that quiet hours may hold a send that is due at this minute. */
  private hold(clock: number | null): number {
    if (!this.quiet) return 0;
    const { from, to } = this.quiet;
    const length = (to - from + 1440) % 1440;
    if (clock === null) return length * 60;
    return isWithin(clock, this.quiet) ? ((to - clock + 1440) % 1440) * 60 : 0;
  }
}

/** Half-open; `from` after `to` wraps past midnight. */
export function isWithin(minute: number, { from, to }: Span): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function arriveOnDay(at: Moment, day: number, minute: number | null): Moment {
  const spread = minute === null ? 0 : DAY;
  return {
    ...at,
    lo: Math.max(at.lo, day * DAY - spread),
    hi: Math.max(at.hi, day * DAY + spread),
    clock: minute ?? (day === 0 ? at.clock : null),
    day: Math.max(at.day, day),
  };
}

function tillSeconds(step: Extract<StepNode, { kind: 'till' }>): number {
  switch (step.till.kind) {
    case 'time':
      return DAY;
    case 'later':
      return secondsOf(step.till.duration) + DAY;
    case 'weekday':
      return 7 * DAY;
    default:
      return 366 * DAY;
  }
}

function issue(at: Moment, name: string): Moment {
  return {
    ...at,
    coupons: [{ name, lo: at.lo, hi: at.hi }],
    issued: at.issued.has(name) ? at.issued : new Set([...at.issued, name]),
    anyIssued: true,
  };
}

/** What holds where paths meet. */
function merge(moments: Time[]): Time {
  const [first, ...rest] = moments.filter((moment) => moment !== null);
  if (!first) return null;
  return rest.reduce(
    (a, b) => ({
      lo: Math.min(a.lo, b.lo),
      hi: Math.max(a.hi, b.hi),
      clock: a.clock === b.clock ? a.clock : null,
      day: Math.max(a.day, b.day),
      coupons: [...a.coupons, ...b.coupons].slice(0, 20),
      issued: new Set([...a.issued].filter((name) => b.issued.has(name))),
      anyIssued: a.anyIssued && b.anyIssued,
      surveyed: a.surveyed && b.surveyed,
      sends: b.sends.length > a.sends.length ? b.sends : a.sends,
    }),
    first,
  );
}
