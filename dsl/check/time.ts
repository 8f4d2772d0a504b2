import type { SopNode } from '../ast/file.js';
import type { BlockNode, StepNode } from '../ast/step.js';
import { stepsWithin } from '../ast/walk.js';
import { secondsOf } from '../catalogue/duration.js';
import { couponTermsOf } from '../catalogue/coupon.js';
import {
  afterExpiry,
  couponExpired,
  dayAlreadyPast,
  dayInQuietHours,
  dayMayBePast,
  dayNotHere,
  dayOrder,
  emptySpan,
  midnightEnd,
  startsAtDayOne,
  tooLong,
  unreachable,
  waitNotHere,
} from '../problem/catalogue.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Bilingual, Fix } from '../problem/problem.js';
import { inLanguage, textAt, type CheckContext } from './context.js';
import { isWithin, walkTimeline, type Moment } from './timeline.js';

const DAY = 86_400;

/** SOP401–SOP412, SOP504: what comes too late, too early or never. */
export function checkTime(sop: SopNode, context: CheckContext): void {
  checkPlaces(sop, context);
  checkLengths(sop, context);
  checkFirstDay(sop, context);
  const expire = sop.heads.find((head) => head.kind === 'expire');
  const limit = expire ? secondsOf(expire.after) : Infinity;
  const quiet = sop.heads.find((head) => head.kind === 'quiet');
  const span = quiet ? { from: quiet.span.from.minute, to: quiet.span.to.minute } : null;
  let dead = false;
  let expired = false;
  let previous: Extract<StepNode, { kind: 'day' }> | null = null;
  walkTimeline(sop, sop.steps, (step, at) => {
    if (at === null) {
      if (!dead) context.report(unreachable(step.range, []));
      dead = true;
      return;
    }
    dead = false;
    const arrives = step.kind === 'day' ? Math.max(at.lo, (step.day - (step.time ? 1 : 0)) * DAY) : at.lo;
    if (arrives >= limit && !expired) {
      expired = true;
      context.report(afterExpiry(headOf(step), []));
    }
    if (step.kind === 'day') {
      checkDay(step, at, previous, context);
      if (span) checkQuiet(step, span, context);
      if (step.day > at.day) previous = step;
    }
    if (step.kind === 'send') checkCoupon(step, at, context);
  });
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
  else if (step.day > 0 && at.hi > step.day * DAY && at.hi - at.lo < 365 * DAY) {
    context.report(dayMayBePast(step.dayRange, [], step.day));
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

function checkQuiet(step: DayStep, quiet: { from: number; to: number }, context: CheckContext): void {
  if (!step.time || !isWithin(step.time.minute, quiet)) return;
  if (step.block.steps.some((inner) => inner.kind === 'send')) {
    context.report(dayInQuietHours(step.time.range, [], clock(quiet.to)));
  }
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
  if (!first || !late.every((coupon) => coupon.late)) return;
  const issued = Math.floor(first.lo / DAY);
  const day = Math.floor(at.hi / DAY);
  context.report(
    couponExpired(
      field.range,
      longerValidity(first.name, day + 1, context),
      first.name,
      first.days,
      issued + first.days,
      day,
    ),
  );
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
