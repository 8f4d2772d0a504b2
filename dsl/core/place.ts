import { END, type Program, type Step } from '../ir/program.js';
import { ceilMinute, DAY, dayAt, instantAt, MINUTE, minuteAt, parseDay, weekdayOf } from './zone.js';

/** What places a lane in time. Instants in milliseconds of business time. */
export interface LaneTimes {
  /** t0: the zero of `day N` and of expiry, on a whole minute. */
  anchor: number;
  /**
   * When the lane came to the `until` it waits at, on a whole minute (an enrolment that is younger counts from its own
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
      const arrived = step.kind === 'until' ? Math.floor(now / MINUTE) * MINUTE : times.anchor;
      return { ...here, arrived, point, phase: 'waiting', step: index, due: capped(program, step, times, due) };
    }
    point = due;
    index = nextOf(step);
  }
  return { ...here, point, phase: 'finished' };
}

/** A send that has to wait for the end of quiet hours holds its lane where it is. */
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
      return tillOf(step, now, zone);
    default:
      return null;
  }
}

/** The next time that fits; it is now if now is that very minute. */
function tillOf(step: Extract<Step, { kind: 'till' }>, now: number, zone: string): number {
  const minute = step.minute ?? minuteAt(now, zone);
  const today = dayAt(now, zone);
  const thisMinute = Math.floor(now / MINUTE) * MINUTE;
  const next = (day: number, period: number) => {
    const instant = instantAt(day, minute, zone);
    return instant >= thisMinute ? instant : instantAt(day + period, minute, zone);
  };
  switch (step.till.kind) {
    case 'time':
      return next(today, 1);
    case 'days-later':
      return instantAt(today + step.till.days, minute, zone);
    case 'weekday':
      return next(today + ((step.till.weekday - weekdayOf(today) + 7) % 7), 7);
    case 'date':
      return instantAt(parseDay(step.till.date) ?? today, minute, zone);
    case 'field':
    case 'live-start':
      throw new RangeError(`Step ${step.key} waits for something that is not a time`);
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
