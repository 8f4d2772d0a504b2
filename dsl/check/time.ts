import type { ConditionNode } from '../ast/condition.js';
import type { SopNode } from '../ast/file.js';
import type { BlockNode, StepNode } from '../ast/step.js';
import { stepsWithin } from '../ast/walk.js';
import { secondsOf } from '../catalogue/duration.js';
import { couponTermsOf } from '../catalogue/coupon.js';
import { reentryBeforeLeaving, unreachable } from '../problem/catalogue/flow.js';
import {
  afterExpiry,
  couponExpired,
  dayAlreadyPast,
  couponMayExpire,
  dayInQuietHours,
  dayMayBePast,
  dayNotHere,
  dayOrder,
  emptySpan,
  eventMayHavePassed,
  midnightEnd,
  openWaitNeedsExpiry,
  startsAtDayOne,
  tooLong,
  waitNotHere,
} from '../problem/catalogue/time.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Range } from '../ir/program.js';
import type { Bilingual, Fix } from '../problem/problem.js';
import { inLanguage, textAt, type CheckContext } from './context.js';
import type { SendingHours } from './sending-hours.js';
import { OPEN_END, plainEvents, walkTimeline, type Issue, type Moment, type Passed } from './timeline.js';

const DAY = 86_400;

/** SOP401–SOP415, SOP504, SOP513: what comes too late, too early or never. */
export function checkTime(sop: SopNode, context: CheckContext): void {
  checkPlaces(sop, context);
  checkLengths(sop, context);
  checkFirstDay(sop, context);
  const journey = new Journey(sop, context);
  const end = walkTimeline(context.hoursOf(sop), sop.steps, (step, at) => journey.step(step, at));
  checkStay(sop, Math.max(journey.longest, end?.hi ?? 0), context);
}

/** Judges each step by when fans come to it. */
class Journey {
  longest = 0;
  private dead = false;
  private expired = false;
  private previous: DayStep | null = null;
  private readonly limit: number;
  private readonly leaving: ReadonlySet<string>;
  private readonly hours: SendingHours;

  constructor(
    sop: SopNode,
    private readonly context: CheckContext,
  ) {
    const expire = sop.heads.find((head) => head.kind === 'expire');
    this.limit = expire ? secondsOf(expire.after) : Infinity;
    this.leaving = new Set(sop.heads.flatMap((head) => (head.kind === 'leave' ? plainEvents(head.condition) : [])));
    this.hours = context.hoursOf(sop);
  }

  step(step: StepNode, at: Moment | null): void {
    if (at === null) {
      if (!this.dead) this.context.report(unreachable(step.range, []));
      this.dead = true;
      return;
    }
    this.dead = false;
    this.longest = Math.max(this.longest, at.hi);
    const arrives = step.kind === 'day' ? Math.max(at.lo, (step.day - (step.time ? 1 : 0)) * DAY) : at.lo;
    if (arrives >= this.limit && !this.expired) {
      this.expired = true;
      this.context.report(afterExpiry(headOf(step), []));
    }
    if (step.kind === 'day') {
      checkDay(step, at, this.previous, this.context);
      if (step.day > at.day) this.previous = step;
    }
    if (step.kind === 'send') {
      checkCoupon(step, at, this.context);
      if (at.clock && this.hours.isClosed(at.clock.minute)) this.held(at.clock);
    }
    if (step.kind === 'until') checkAwaited(step.condition, at, this.leaving, this.context);
    if (step.kind === 'till' && this.limit === Infinity) checkOpenEnd(step, this.context);
  }

  /** The last time of the day for which a message was found to be held. */
  private heldAt: Range | null = null;

  private held({ minute, range }: NonNullable<Moment['clock']>): void {
    if (this.heldAt === range) return;
    this.heldAt = range;
    this.context.report(dayInQuietHours(range, [], clock((minute + this.hours.hold(minute)) % 1440)));
  }
}

/** A step without its block, to mark. */
function headOf(step: StepNode): StepNode['range'] {
  return step.kind === 'day' ? step.dayRange : step.range;
}

type DayStep = Extract<StepNode, { kind: 'day' }>;

function checkDay(step: DayStep, at: Moment, previous: DayStep | null, context: CheckContext): void {
  if (step.day <= at.day) {
    const move = previous ? [moveBefore(step, previous, context)] : [];
    context.report(dayOrder(step.dayRange, step.day < at.day ? move : [], at.day, step.day));
  } else if (at.lo > (step.day + (step.time ? 1 : 0)) * DAY)
    context.report(dayAlreadyPast(step.dayRange, [], step.day));
  else if (step.day > 0 && at.hi > step.day * DAY && at.hi - at.lo < OPEN_END) {
    context.report(dayMayBePast(step.dayRange, [], step.day, blamed(at, context)));
  }
}

function moveBefore(step: DayStep, target: DayStep, context: CheckContext) {
  const at = { from: target.range.from, to: target.range.from };
  return {
    title: { zh: `把“第${step.day}天”整段移到前面`, en: `Move “day ${step.day}” up` },
    edits: [
      { range: at, text: `${textAt(context, step.range)}\n  ` },
      { range: step.range, text: '' },
    ],
  };
}

/** The waits since the last 第N天, as they are written. */
function blamed(at: Moment, context: CheckContext): string[] {
  const since = at.passed.slice(at.passed.findLastIndex(({ kind }) => kind === 'day') + 1);
  return since
    .flatMap((passed) => (passed.kind === 'wait' ? [textAt(context, passed.range).slice(0, 30)] : []))
    .slice(0, 3);
}

/** What an event is about; it cannot have happened before the SOP made that. */
const ABOUT: Record<string, Extract<Passed, { kind: 'made' }>['what']> = {
  'survey.answer': 'survey',
  'task.done': 'task',
  'message.opened': 'message',
  'message.clicked': 'message',
  'message.replied': 'message',
};

/** 直到 counts from arrival; an event during the waits before would not be seen. */
function checkAwaited(condition: ConditionNode, at: Moment, leaving: ReadonlySet<string>, context: CheckContext): void {
  if (condition.kind === 'or') for (const part of condition.of) checkAwaited(part, at, leaving, context);
  if (condition.kind !== 'event' || condition.first || leaving.has(condition.event.type)) return;
  const { type } = condition.event;
  const about = ABOUT[type];
  const made = at.passed.findIndex((passed) => passed.kind === 'made' && passed.what === about);
  const missed = at.passed
    .slice(Math.max(0, made))
    .some((passed) => passed.kind === 'wait' && !passed.watched.has(type));
  if (!missed || at.lo === 0) return;
  const start = { from: condition.range.from, to: condition.range.from };
  const since = fix('从进入时算起', 'Count from entry', start, inLanguage(context, '进入后', 'since entry '));
  context.report(eventMayHavePassed(condition.range, [since], textAt(context, condition.range).slice(0, 30)));
}

/** 等到 开播 and the like may never end. */
function checkOpenEnd(step: Extract<StepNode, { kind: 'till' }>, context: CheckContext): void {
  if (step.till.kind !== 'live-start' && step.till.kind !== 'field') return;
  context.report(openWaitNeedsExpiry(step.range, [], textAt(context, step.range)));
}

/** A re-entry period that ends while the fan may still be inside. */
function checkStay(sop: SopNode, longest: number, context: CheckContext): void {
  const reentry = sop.heads.find((head) => head.kind === 'reentry');
  const expire = sop.heads.find((head) => head.kind === 'expire');
  const stay = Math.min(longest, expire ? secondsOf(expire.after) : Infinity);
  if (!reentry?.every || reentry.per || stay <= secondsOf(reentry.every) || longest >= OPEN_END) return;
  const days = Math.ceil(stay / DAY);
  const longer = inLanguage(context, `${days}天`, `${days} days`);
  context.report(
    reentryBeforeLeaving(
      reentry.every.range,
      [replaceWith(reentry.every.range, longer)],
      textAt(context, reentry.every.range),
      days,
    ),
  );
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** A text that speaks of a coupon when all that may be meant have expired. */
function checkCoupon(step: Extract<StepNode, { kind: 'send' }>, at: Moment, context: CheckContext): void {
  const field = step.text?.parts.find((part) => typeof part !== 'string' && part.root === 'coupon');
  if (step.coupon !== null || field === undefined || typeof field === 'string') return;
  const meant = at.coupons.filter((coupon) => field.of === null || field.of === coupon.name);
  const late = meant.map((coupon) => {
    const terms = couponTermsOf(coupon.name, context);
    const days = terms ? Math.ceil(terms.validSeconds / DAY) : Infinity;
    return { ...coupon, days, late: at.lo > coupon.hi + (days + 1) * DAY };
  });
  const [first] = late;
  if (!first) return;
  if (!late.every((coupon) => coupon.late)) return mayExpire(late, at, field.range, context);
  const issued = Math.floor(first.lo / DAY);
  const day = Math.floor(at.hi / DAY);
  const longer = longerValidity(first.name, day + 1, context);
  context.report(couponExpired(field.range, longer, first.name, first.days, issued + first.days, day));
}

/** Some fans come so late that the coupon has ended. */
function mayExpire(coupons: (Issue & { days: number })[], at: Moment, range: Range, context: CheckContext): void {
  const short = coupons.find((coupon) => coupon.age > (coupon.days + 1) * DAY);
  if (!short || at.hi - at.lo >= OPEN_END) return;
  const longer = longerValidity(short.name, Math.ceil(short.age / DAY), context);
  context.report(couponMayExpire(range, longer, short.name, short.days));
}

/** A coupon of the same file can simply be valid for longer. */
function longerValidity(name: string, days: number, context: CheckContext): Fix[] {
  const coupon = context.parsed.file.definitions.find((node) => node.kind === 'coupon' && node.name.value === name);
  if (coupon?.kind !== 'coupon') return [];
  const text = inLanguage(context, `${days}天`, `${days} days`);
  return [fix(`把有效期改成${days}天`, `Make it valid for ${days} days`, coupon.valid.range, text)];
}

/** 第1天 where nothing comes before: often the day of entry is meant. */
function checkFirstDay(sop: SopNode, context: CheckContext): void {
  const [first] = sop.steps;
  if (first?.kind !== 'day' || first.day !== 1) return;
  context.report(startsAtDayOne(first.dayRange, [replaceWith(first.dayRange, inLanguage(context, '第0天', 'day 0'))]));
}

const LEAVE_BLOCK: Bilingual = { zh: '“一旦 … 就离开”', en: 'a leave block' };
const EXPIRE_BLOCK: Bilingual = { zh: '“最长”', en: 'an “expire after” block' };
const OVERDUE_BLOCK: Bilingual = { zh: '“逾期”', en: 'an “overdue” block' };
const DAY_BLOCK: Bilingual = { zh: '另一个“第N天”', en: 'another “day N”' };

/** 第N天 is not nested, and blocks that run at once hold no waits. */
function checkPlaces(sop: SopNode, context: CheckContext): void {
  for (const head of sop.heads) {
    if (head.kind === 'leave') atOnce(head.block, LEAVE_BLOCK, context);
    if (head.kind === 'expire') atOnce(head.block, EXPIRE_BLOCK, context);
  }
  for (const step of stepsWithin(sop.steps)) {
    if (step.kind === 'task') for (const rung of step.overdue) atOnce(rung.block, OVERDUE_BLOCK, context);
    if (step.kind !== 'day') continue;
    for (const inner of stepsWithin(step.block.steps)) {
      if (inner.kind === 'day') context.report(dayNotHere(inner.dayRange, [], DAY_BLOCK));
    }
  }
}

function atOnce(block: BlockNode | null, where: Bilingual, context: CheckContext): void {
  for (const step of stepsWithin(block?.steps ?? [])) {
    if (step.kind === 'day') context.report(dayNotHere(step.dayRange, [], where));
    if (step.kind === 'wait' || step.kind === 'till' || step.kind === 'until') {
      context.report(waitNotHere(step.range, [], where));
    }
  }
}

const MOST_DAYS = { wait: 365, until: 90, day: 365 };

function checkLengths(sop: SopNode, context: CheckContext): void {
  for (const step of stepsWithin(sop.steps)) {
    if (step.kind === 'wait' && secondsOf(step.duration) > MOST_DAYS.wait * DAY) {
      context.report(tooLong(step.duration.range, [], MOST_DAYS.wait));
    }
    if (step.kind === 'until' && secondsOf(step.duration) > MOST_DAYS.until * DAY) {
      context.report(tooLong(step.duration.range, [], MOST_DAYS.until));
    }
    if (step.kind === 'day' && step.day > MOST_DAYS.day) context.report(tooLong(step.dayRange, [], MOST_DAYS.day));
    if ((step.kind === 'day' || step.kind === 'till') && step.time?.minute === 1440) {
      context.report(midnightEnd(step.time.range, [fix('写成 23:59', 'Write 23:59', step.time.range, '23:59')]));
    }
  }
  for (const head of sop.heads) {
    if (head.kind !== 'quiet' && head.kind !== 'only') continue;
    if (head.span.from.minute % 1440 === head.span.to.minute % 1440) context.report(emptySpan(head.span.range, []));
    else if (head.span.from.minute === 1440) context.report(midnightEnd(head.span.from.range, []));
  }
}
