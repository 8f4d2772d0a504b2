import { END, type Program, type Step, type Till } from '../ir/program.js';
import { ceilMinute, DAY, dayAt, instantAt, MINUTE, minuteAt, parseDay, weekdayOf } from './zone.js';

/** What places a lane in time. Instants in milliseconds of business time. */
export interface LaneTimes {
  /** t0: the zero of `day N` and of expiry, on a whole minute. */
  anchor: number;
  /**
   * When the lane came to what it waits for, on a whole minute (an enrolment that is younger counts from its own
   * entry); the anchor elsewhere. Equal for lanes that may merge.
   */
  arrived: number;
  /** Due time of the last time point passed: sends more than a day behind it are missed. */
  point: number | null;
}

export type Place = LaneTimes &
  ({ phase: 'active'; step: number } | { phase: 'waiting'; step: number; due: number } | { phase: 'finished' });

/**
 * Where a lane stands that comes to step `to` now: at that step, waiting there, or past it when its time has gone by.
 */
export function arrive(program: Program, to: number, times: LaneTimes, now: number, zone: string): Place {
  let { point } = times;
  const here = { ...times, arrived: times.anchor };
  for (let index = to; index !== END;) {
    const step = stepAt(program, index);
    const due = dueOf(step, times, now, zone);
    if (due === null) return { ...here, point, phase: 'active', step: index };
    if (due > now || step.kind === 'absent') {
      const arrived = isAwaited(step) ? Math.floor(now / MINUTE) * MINUTE : times.anchor;
      return { ...here, arrived, point, phase: 'waiting', step: index, due: capped(program, step, times, due) };
    }
    point = due;
    index = nextOf(step);
  }
  return { ...here, point, phase: 'finished' };
}

/** Whether a step waits for something to happen, so that it matters since when. */
export function isAwaited(step: Step): boolean {
  return step.kind === 'until' || (step.kind === 'till' && step.till.kind === 'live-start');
}

/** A send that waits for the end of quiet hours, or a step until a day of its own for each fan, holds its lane where it is. */
export function hold(program: Program, index: number, times: LaneTimes, until: number): Place {
  const due = capped(program, stepAt(program, index), times, ceilMinute(until));
  return { ...times, phase: 'waiting', step: index, due };
}

/** What a waiting lane does when its due time has come. */
export type Due =
  /** Its life is over (`最长`). */
  | { kind: 'expire' }
  /** It takes up its step: a held send, or the end of an `absent` timer. */
  | { kind: 'act' }
  /** It goes on to `next`; `point` is the time point it has passed. */
  | { kind: 'go'; next: number; point: number | null };

export function whenDue(program: Program, index: number, times: LaneTimes, due: number): Due {
  const step = stepAt(program, index);
  if (step.kind !== 'absent' && program.expire && due >= times.anchor + program.expire.seconds * 1000) {
    return { kind: 'expire' };
  }
  switch (step.kind) {
    case 'day':
    case 'till':
      return { kind: 'go', next: step.next, point: due };
    case 'wait':
    case 'receipt':
      return { kind: 'go', next: step.next, point: times.point };
    case 'until':
      return { kind: 'go', next: step.unmet, point: times.point };
    default:
      return { kind: 'act' };
  }
}

/** Sends this long behind their time point are missed: late by an outage, a pause, or an entry long after the time. */
export const MISSED_AFTER = DAY;

export function isMissed(times: LaneTimes, now: number): boolean {
  return times.point !== null && now - times.point > MISSED_AFTER;
}

export function stepAt(program: Program, index: number): Step {
  const step = program.steps[index];
  if (!step) throw new RangeError(`Program ${program.hash} has no step ${String(index)}`);
  return step;
}

/** When the step's waiting ends, or null for a step that acts at once. */
function dueOf(step: Step, { anchor }: LaneTimes, now: number, zone: string): number | null {
  switch (step.kind) {
    case 'day': {
      const minute = step.minute ?? minuteAt(anchor, zone);
      if (step.day === 0 && step.minute === null) return now;
      return instantAt(dayAt(anchor, zone) + step.day, minute, zone);
    }
    case 'wait':
    case 'until':
    case 'receipt':
      return ceilMinute(now + step.seconds * 1000);
    case 'absent':
      return anchor + step.seconds * 1000;
    case 'till':
      return tillOf(step.till, step.minute, now, zone);
    default:
      return null;
  }
}

/** Nobody waits for a broadcast longer than this, in an SOP that does not end by itself. */
const LONGEST_WAIT = 365 * DAY;

/**
 * The next time that fits; it is now if now is that very minute. Null for a field: it is another time for each fan, see
 * `whenFieldComes`.
 */
function tillOf(till: Till, minuteOfDay: number | null, now: number, zone: string): number | null {
  const minute = minuteOfDay ?? minuteAt(now, zone);
  const today = dayAt(now, zone);
  const thisMinute = Math.floor(now / MINUTE) * MINUTE;
  const next = (day: number, period: number) => {
    const instant = instantAt(day, minute, zone);
    return instant >= thisMinute ? instant : instantAt(day + period, minute, zone);
  };
  switch (till.kind) {
    case 'time':
      return next(today, 1);
    case 'days-later':
      return instantAt(today + till.days, minute, zone);
    case 'weekday':
      return next(today + ((till.weekday - weekdayOf(today) + 7) % 7), 7);
    case 'date':
      return instantAt(parseDay(till.date) ?? today, minute, zone);
    case 'field':
      return null;
    case 'live-start':
      return now + LONGEST_WAIT;
  }
}

function nextOf(step: Step): number {
  if (step.kind === 'day' || step.kind === 'till' || step.kind === 'wait') return step.next;
  if (step.kind === 'until') return step.unmet;
  throw new RangeError(`Step ${step.key} is not a time point`);
}

/** No lane waits past its expiry. */
function capped(program: Program, step: Step, { anchor }: LaneTimes, due: number): number {
  if (step.kind === 'absent' || !program.expire) return due;
  return Math.min(due, anchor + program.expire.seconds * 1000);
}
