import type { TimeNode } from '../ast/common.js';
import type { ConditionNode } from '../ast/condition.js';
import type { BlockNode, StepNode } from '../ast/step.js';
import { secondsOf } from '../catalogue/duration.js';
import type { Range } from '../ir/program.js';
import type { SendingHours } from './sending-hours.js';

/** Seconds after entry between which something happens. */
export interface Interval {
  lo: number;
  hi: number;
}

/** A coupon that may be the latest one. */
export interface Issue extends Interval {
  name: string;
  /** Most seconds that may have gone by since it was issued. */
  age: number;
}

/** What lies behind a fan: waits, and what the SOP made that later events can be about. */
export type Passed =
  /** `watched`: events that did not happen meanwhile, or ended the wait. */
  | { kind: 'wait'; range: Range; watched: ReadonlySet<string> }
  | { kind: 'day' }
  | { kind: 'made'; what: 'survey' | 'task' | 'message' };

/** What is known of a fan who has come to a step: an abstract run of the SOP over all its paths. */
export interface Moment extends Interval {
  /** Time of the day, where the path fixes it. */
  clock: TimeNode | null;
  /** The last 第N天 passed. */
  day: number;
  coupons: Issue[];
  /** Coupons issued on every path here. */
  issued: ReadonlySet<string>;
  /** Some coupon was issued on every path here. */
  anyIssued: boolean;
  surveyed: boolean;
  /** Sends on the path with most of them. */
  sends: ({ channel: string; step: StepNode } & Interval)[];
  passed: readonly Passed[];
}

/** Called for each step with what holds on arrival; null: no fan gets there. */
export type Visitor = (step: StepNode, at: Moment | null) => void;

const DAY = 86_400;
/** A wait whose end nobody knows. */
export const OPEN_END = 366 * DAY;
/** How many sends and waits of a path are remembered; no limit is that high. */
const MOST_REMEMBERED = 100;
type Time = Moment | null;

function atEntry(): Moment {
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
    passed: [],
  };
}

/**
 * Runs steps in the abstract and shows each to `visit`; steps inside blocks come right after their parent. Gives what
 * holds after the last one, null when no fan gets there.
 */
export function walkTimeline(hours: SendingHours, steps: readonly StepNode[], visit: Visitor): Moment | null {
  return new Timeline(hours, visit).block(steps, atEntry());
}

class Timeline {
  constructor(
    private readonly hours: SendingHours,
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
        return this.inside(step.block, arriveOnDay(at, step.day, step.time));
      case 'wait': {
        const seconds = secondsOf(step.duration);
        return waited(at, { least: seconds, most: seconds }, step.range);
      }
      case 'till':
        return { ...waited(at, { least: 0, most: tillSeconds(step) }, step.range), clock: step.time };
      case 'until':
        return this.until(step, at);
      case 'if':
        return merge([...step.arms.map((arm) => this.inside(arm.block, at)), this.inside(step.otherwise, at)]);
      case 'split':
        return merge(step.arms.map((arm) => this.inside(arm.block, at)));
      case 'send':
        return this.send(step, at);
      case 'grant':
        return issue(at, step.coupon.value);
      case 'task':
        return remember(at, { kind: 'made', what: 'task' });
      case 'end':
        return null;
      default:
        return at;
    }
  }

  private until(step: Extract<StepNode, { kind: 'until' }>, at: Moment): Time {
    const seconds = secondsOf(step.duration);
    const head = { from: step.range.from, to: step.duration.range.to };
    const watched = new Set(plainEvents(step.condition));
    const met = this.inside(step.met, waited(at, { least: 0, most: seconds }, head, watched));
    const unmet = this.inside(step.unmet, waited(at, { least: seconds, most: seconds }, head, watched));
    return merge([met, unmet]);
  }

  /** Steps nobody reaches are shown as such, their blocks not again. */
  private skip(step: StepNode): void {
    if (step.kind === 'day') this.inside(step.block, null);
  }

  private send(step: Extract<StepNode, { kind: 'send' }>, at: Moment): Time {
    const most = this.hours.hold(at.clock?.minute ?? null) * 60;
    const held = remember(pass(at, { lo: at.lo, hi: at.hi + most }, most), { kind: 'made', what: 'message' });
    const send = { channel: step.channel, step, lo: held.lo, hi: held.hi };
    const withCoupon = step.coupon ? issue(held, step.coupon.value) : held;
    const withSurvey = step.survey ? remember(withCoupon, { kind: 'made', what: 'survey' }) : withCoupon;
    const surveyed = held.surveyed || step.survey !== null;
    const sent = { ...withSurvey, surveyed, sends: [...held.sends, send].slice(-MOST_REMEMBERED) };
    if (!step.undelivered) return sent;
    return merge([sent, this.inside(step.undelivered, { ...held, clock: null })]);
  }
}

/** Types of the events that alone make a condition true: 支付 或 进入直播间, without filters. */
export function plainEvents(condition: ConditionNode): string[] {
  if (condition.kind === 'or') return condition.of.flatMap(plainEvents);
  const plain = condition.kind === 'event' && !condition.first && !condition.event.subject;
  return plain && condition.event.filters.length === 0 ? [condition.event.type] : [];
}

function waited(
  at: Moment,
  { least, most }: { least: number; most: number },
  range: Range,
  watched: ReadonlySet<string> = new Set(),
): Moment {
  const later = pass(at, { lo: at.lo + least, hi: at.hi + most }, most);
  return remember({ ...later, clock: null }, { kind: 'wait', range, watched });
}

/** Time goes by: at most `most` seconds for any one fan. */
function pass(at: Moment, { lo, hi }: Interval, most: number): Moment {
  const coupons = at.coupons.map((coupon) => ({ ...coupon, age: Math.min(hi - coupon.lo, coupon.age + most) }));
  return { ...at, lo, hi, coupons };
}

function remember(at: Moment, passed: Passed): Moment {
  return { ...at, passed: [...at.passed, passed].slice(-MOST_REMEMBERED) };
}

function arriveOnDay(at: Moment, day: number, time: TimeNode | null): Moment {
  const spread = time === null ? 0 : DAY;
  const lo = Math.max(at.lo, day * DAY - spread);
  const hi = Math.max(at.hi, day * DAY + spread);
  const clock = time ?? (day === 0 ? at.clock : null);
  const arrived = { ...pass(at, { lo, hi }, Math.max(0, hi - at.lo)), clock, day: Math.max(at.day, day) };
  return remember(arrived, { kind: 'day' });
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
      return OPEN_END;
  }
}

function issue(at: Moment, name: string): Moment {
  return {
    ...at,
    coupons: [{ name, lo: at.lo, hi: at.hi, age: 0 }],
    issued: at.issued.has(name) ? at.issued : new Set([...at.issued, name]),
    anyIssued: true,
  };
}

/** What holds where paths meet. */
function merge(moments: Time[]): Time {
  const [first, ...rest] = moments.filter((moment) => moment !== null);
  if (!first) return null;
  return rest.reduce((a, b) => (a === b ? a : meet(a, b)), first);
}

function meet(a: Moment, b: Moment): Moment {
  return {
    lo: Math.min(a.lo, b.lo),
    hi: Math.max(a.hi, b.hi),
    clock: a.clock?.minute === b.clock?.minute ? a.clock : null,
    day: Math.max(a.day, b.day),
    coupons: a.coupons === b.coupons ? a.coupons : [...a.coupons, ...b.coupons].slice(0, 20),
    issued: a.issued === b.issued ? a.issued : new Set([...a.issued].filter((name) => b.issued.has(name))),
    anyIssued: a.anyIssued && b.anyIssued,
    surveyed: a.surveyed && b.surveyed,
    sends: b.sends.length > a.sends.length ? b.sends : a.sends,
    passed: a.passed === b.passed ? a.passed : [...new Set([...a.passed, ...b.passed])].slice(-MOST_REMEMBERED),
  };
}
