import type { Entry } from '../condition/facts.js';
import type { LaneTimes, Place } from '../core/place.js';

/** One stay of the fan in the SOP. */
export interface Enrolment {
  /** Counts the fan's stays from 1. */
  no: number;
  /** e0 and the entering event's properties. */
  entry: Entry;
  /** What the re-entry clause counts by besides the fan, or ''. */
  thing: string;
  enteredAt: number;
  place: Place;
  state: 'active' | 'ended';
  /** Coupons given here, the newest last. */
  coupons: IssuedCoupon[];
  goal: boolean;
}

export interface IssuedCoupon {
  name: string;
  code: string;
  /** The last day on which it is valid. */
  validUntil: number;
}

/** Where somebody stands in time who comes in now. */
export function newTimes(anchor: number): LaneTimes {
  return { anchor, arrived: anchor, point: null };
}
