import type { Window } from '../ir/condition.js';
import { dateOf, dayAt } from '../core/zone.js';
import type { Moment } from './facts.js';

type Clock = Pick<Moment, 'now' | 'zone'>;

/** Windows of days go by business days, today to its end; `seconds` ends now, and both its ends belong to it. */
export function inWindow(happenedAt: number, window: Window, at: Pick<Moment, 'now' | 'zone' | 'entry'>): boolean {
  switch (window.kind) {
    case 'ever':
      return true;
    case 'since-entry':
      return at.entry !== undefined && happenedAt > at.entry.happenedAt;
    case 'seconds':
      return happenedAt <= at.now && happenedAt >= at.now - window.seconds * 1000;
    case 'days':
      return daysBefore(happenedAt, at) >= 0 && daysBefore(happenedAt, at) <= window.days;
    case 'today':
      return daysBefore(happenedAt, at) === 0;
    case 'this-month':
      return monthsBefore(happenedAt, at) === 0 && daysBefore(happenedAt, at) >= 0;
    case 'last-month':
      return monthsBefore(happenedAt, at) === 1;
  }
}

function daysBefore(instant: number, { now, zone }: Clock): number {
  return dayAt(now, zone) - dayAt(instant, zone);
}

function monthsBefore(instant: number, { now, zone }: Clock): number {
  return monthNumber(now, zone) - monthNumber(instant, zone);
}

function monthNumber(instant: number, zone: string): number {
  const { year, month } = dateOf(dayAt(instant, zone));
  return year * 12 + month;
}
