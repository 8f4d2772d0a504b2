import { DAY, instantAt, offsetAt } from '@fanloom/dsl/core/zone.js';

/**
 * Zone arithmetic for millions of instants. On nearly every day of a zone one offset holds all day: it is looked up
 * once, and only days on which the clock changes go the exact way.
 */
class ZoneDays {
  readonly #offsets = new Map<number, number | null>();

  constructor(readonly zone: string) {}

  /** Offset that holds from a day before to a day after this UTC day; null when there is none. */
  offsetOn(day: number): number | null {
    let offset = this.#offsets.get(day);
    if (offset === undefined) {
      const before = offsetAt((day - 1) * DAY, this.zone);
      offset = offsetAt((day + 2) * DAY, this.zone) === before ? before : null;
      this.#offsets.set(day, offset);
    }
    return offset;
  }
}

const zones = new Map<string, ZoneDays>();

function daysOf(zone: string): ZoneDays {
  let days = zones.get(zone);
  if (!days) zones.set(zone, (days = new ZoneDays(zone)));
  return days;
}

/** The zone's calendar day (days since 1970-01-01) at this instant. */
export function dayOf(instant: number, zone: string): number {
  const offset = daysOf(zone).offsetOn(Math.floor(instant / DAY)) ?? offsetAt(instant, zone);
  return Math.floor((instant + offset) / DAY);
}

/** The instant at which the zone's clock shows this time of this day. @param time milliseconds since midnight */
export function instantOf(day: number, time: number, zone: string): number {
  const offset = daysOf(zone).offsetOn(day);
  if (offset !== null) return day * DAY + time - offset;
  return instantAt(day, Math.floor(time / 60_000), zone) + (time % 60_000);
}
