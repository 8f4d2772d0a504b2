import { describe, expect, it } from 'vitest';
import { nextTick } from './schedule.js';

const ZONE = 'Asia/Shanghai';
const at = (time: string) => Date.parse(`${time}+08:00`);

describe('nextTick', () => {
  it('ticks today when the time is still to come, else tomorrow', () => {
    const daily = { kind: 'daily', minute: 600 } as const;
    expect(nextTick(daily, at('2026-11-22T09:59:59'), ZONE)).toBe(at('2026-11-22T10:00:00'));
    expect(nextTick(daily, at('2026-11-22T10:00:00'), ZONE)).toBe(at('2026-11-23T10:00:00'));
  });

  it('ticks on its weekday', () => {
    const monday = { kind: 'weekly', weekday: 1, minute: 0 } as const;
    expect(nextTick(monday, at('2026-11-22T12:00:00'), ZONE)).toBe(at('2026-11-23T00:00:00'));
    expect(nextTick(monday, at('2026-11-23T00:00:00'), ZONE)).toBe(at('2026-11-30T00:00:00'));
  });

  it('leaves out months without that day', () => {
    const last = { kind: 'monthly', day: 31, minute: 570 } as const;
    expect(nextTick(last, at('2027-01-31T10:00:00'), ZONE)).toBe(at('2027-03-31T09:30:00'));
  });

  it('ticks once on a date, and never again', () => {
    const once = { kind: 'once', date: '2026-11-11', minute: 1200 } as const;
    expect(nextTick(once, at('2026-11-11T19:00:00'), ZONE)).toBe(at('2026-11-11T20:00:00'));
    expect(nextTick(once, at('2026-11-11T20:00:00'), ZONE)).toBeNull();
  });
});
