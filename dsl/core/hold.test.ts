import { describe, expect, it } from 'vitest';
import { type HoldRules, holdUntil } from './hold.js';

const at = (time: string) => Date.parse(`${time}+08:00`);
const rules = (more: Partial<HoldRules>): HoldRules => ({
  quiet: null,
  only: null,
  shopQuiet: null,
  zone: 'Asia/Shanghai',
  ...more,
});
const night = { from: 22 * 60, to: 9 * 60 };

describe('holdUntil', () => {
  it('lets a send go outside quiet hours, and at their very end', () => {
    expect(holdUntil(at('2026-11-23T21:59:59'), rules({ quiet: night }))).toBeNull();
    expect(holdUntil(at('2026-11-23T09:00:00'), rules({ quiet: night }))).toBeNull();
  });

  it('holds before and after midnight to the same morning', () => {
    const morning = at('2026-11-24T09:00:00');
    expect(holdUntil(at('2026-11-23T22:00:00'), rules({ quiet: night }))).toBe(morning);
    expect(holdUntil(at('2026-11-24T08:59:59'), rules({ quiet: night }))).toBe(morning);
  });

  it('takes the stricter of shop and SOP', () => {
    const both = rules({ quiet: { from: 0, to: 480 }, shopQuiet: { from: 420, to: 600 } });
    expect(holdUntil(at('2026-11-23T03:00:00'), both)).toBe(at('2026-11-23T10:00:00'));
  });

  it('waits for the next allowed day and time', () => {
    const office = rules({ only: { days: [1, 2, 3, 4, 5], range: { from: 600, to: 1080 } } });
    expect(holdUntil(at('2026-11-20T18:00:00'), office)).toBe(at('2026-11-23T10:00:00'));
    expect(holdUntil(at('2026-11-23T10:00:00'), office)).toBeNull();
  });

  it('puts quiet hours and allowed times together', () => {
    const all = rules({ quiet: { from: 600, to: 660 }, only: { days: null, range: { from: 600, to: 720 } } });
    expect(holdUntil(at('2026-11-23T09:00:00'), all)).toBe(at('2026-11-23T11:00:00'));
  });
});
