import type { Program, Trigger } from '../ir/program.js';
import { dependsOn } from './depends-on.js';
import { watchedBy } from './listens.js';
import { nextTick } from './schedule.js';
import { MINUTE, startOfDay } from './zone.js';

/**
 * How often a condition is looked at that time alone may turn at any moment, unless a fact turns it first. On a fast
 * clock it is {@link SWEEP_REAL}.
 */
const SWEEP = 10 * MINUTE;
/** The same in real milliseconds, at least. */
const SWEEP_REAL = 10_000;

/** The clock by which a trigger is looked at. */
export interface TriggerClock {
  zone: string;
  /** Business seconds in a real one. */
  speed: number;
}

/** When, after `after`, a trigger has to be looked at by the clock; null: only when something happens. */
export function nextLook(
  trigger: Trigger,
  program: Pick<Program, 'segments'>,
  after: number,
  { zone, speed }: TriggerClock,
): number | null {
  switch (trigger.kind) {
    case 'schedule':
      return nextTick(trigger.schedule, after, zone);
    case 'date-field':
      return nextTick({ kind: 'daily', minute: trigger.minute }, after, zone);
    case 'becomes':
    case 'segment': {
      const watched = watchedBy(trigger);
      const { time } = watched ? dependsOn(watched, program.segments) : { time: 'never' };
      if (time === 'never') return null;
      const midnight = nextTick({ kind: 'daily', minute: 0 }, after, zone);
      return time === 'midnight' || midnight === null ? midnight : Math.min(midnight, nextSweep(after, zone, speed));
    }
    default:
      return null;
  }
}

function nextSweep(after: number, zone: string, speed: number): number {
  const length = Math.max(SWEEP, SWEEP_REAL * speed);
  const midnight = startOfDay(after, zone);
  return midnight + (Math.floor((after - midnight) / length) + 1) * length;
}
