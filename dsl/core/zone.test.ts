import { describe, expect, it } from 'vitest';
import { ceilMinute, dateOf, dayAt, instantAt, minuteAt, offsetAt, parseDay, startOfDay, weekdayOf } from './zone.js';

const SHANGHAI = 'Asia/Shanghai';
const NEW_YORK = 'America/New_York';
const at = (iso: string) => Date.parse(iso);
const day = (date: string) => parseDay(date) ?? NaN;

describe('zone', () => {
  it('reads the wall clock', () => {
    const instant = at('2026-11-22T15:30:20Z');
    expect(minuteAt(instant, SHANGHAI)).toBe(23 * 60 + 30);
    expect(dateOf(dayAt(instant, SHANGHAI))).toEqual({ year: 2026, month: 11, dayOfMonth: 22 });
    expect(dayAt(at('2026-11-22T16:00:00Z'), SHANGHAI)).toBe(day('2026-11-23'));
  });

  it('works before 1970', () => {
    expect(minuteAt(at('1969-12-31T23:59:00Z'), 'UTC')).toBe(23 * 60 + 59);
    expect(weekdayOf(day('1969-12-31'))).toBe(3);
  });

  it('finds the instant of a wall-clock minute', () => {
    expect(instantAt(day('2026-11-22'), 600, SHANGHAI)).toBe(at('2026-11-22T02:00:00Z'));
    expect(startOfDay(at('2026-11-22T15:59:59Z'), SHANGHAI)).toBe(at('2026-11-21T16:00:00Z'));
  });

  it('moves a time that the clock skips to the end of the gap', () => {
    expect(instantAt(day('2026-03-08'), 150, NEW_YORK)).toBe(at('2026-03-08T07:00:00Z'));
    expect(instantAt(day('2026-03-08'), 180, NEW_YORK)).toBe(at('2026-03-08T07:00:00Z'));
  });

  it('takes the earlier of a time that the clock shows twice', () => {
    expect(instantAt(day('2026-11-01'), 90, NEW_YORK)).toBe(at('2026-11-01T05:30:00Z'));
  });

  it('handles zones that change by half an hour', () => {
    expect(offsetAt(at('2026-01-01T00:00:00Z'), 'Australia/Lord_Howe')).toBe(11 * 3_600_000);
    expect(instantAt(day('2026-10-04'), 135, 'Australia/Lord_Howe')).toBe(at('2026-10-03T15:30:00Z'));
  });

  it('knows weekdays and dates', () => {
    expect(weekdayOf(day('2026-11-22'))).toBe(7);
    expect(weekdayOf(day('2026-11-23'))).toBe(1);
    expect(parseDay('2026-02-29')).toBeNull();
    expect(parseDay('2028-2-29')).toBe(day('2028-02-29'));
  });

  it('rounds up to the minute', () => {
    expect(ceilMinute(60_001)).toBe(120_000);
    expect(ceilMinute(120_000)).toBe(120_000);
  });
});
