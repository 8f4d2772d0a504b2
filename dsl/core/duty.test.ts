import { describe, expect, it } from 'vitest';
import { dueAfter, OFFICE_HOURS } from './duty.js';

const ZONE = 'Asia/Shanghai';
const at = (local: string) => new Date(`${local.replace(' ', 'T')}+08:00`).getTime();
const due = (from: string, amount: number, unit: 'seconds' | 'working-hours' | 'working-days', duty = OFFICE_HOURS) =>
  dueAfter(at(from), { amount, unit }, duty, ZONE);

describe('dueAfter', () => {
  it('counts seconds by the clock', () => {
    expect(due('2026-11-21 23:00', 7200, 'seconds')).toBe(at('2026-11-22 01:00'));
  });

  it('counts working hours while people are at work, over night and weekend', () => {
    expect(due('2026-11-20 10:00', 4, 'working-hours')).toBe(at('2026-11-20 14:00'));
    expect(due('2026-11-20 16:00', 4, 'working-hours')).toBe(at('2026-11-23 11:00'));
    expect(due('2026-11-21 12:00', 1, 'working-hours')).toBe(at('2026-11-23 10:00'));
    expect(due('2026-11-20 07:00', 9, 'working-hours')).toBe(at('2026-11-20 18:00'));
  });

  it('counts working days as days of work', () => {
    expect(due('2026-11-20 15:00', 2, 'working-days')).toBe(at('2026-11-24 15:00'));
    expect(due('2026-11-21 15:00', 1, 'working-days')).toBe(at('2026-11-23 18:00'));
  });

  it('knows holidays and the weekends worked for them', () => {
    const duty = { ...OFFICE_HOURS, rest: ['2026-10-01', '2026-10-02'], work: ['2026-10-10'] };
    expect(due('2026-09-30 17:00', 2, 'working-hours', duty)).toBe(at('2026-10-05 10:00'));
    expect(due('2026-10-09 17:00', 2, 'working-hours', duty)).toBe(at('2026-10-10 10:00'));
  });

  it('runs by the clock where nobody ever works', () => {
    const duty = { ...OFFICE_HOURS, weekdays: [] };
    expect(due('2026-11-20 15:00', 2, 'working-days', duty)).toBe(at('2026-11-22 15:00'));
    expect(due('2026-11-20 15:00', 2, 'working-hours', duty)).toBe(at('2026-11-20 17:00'));
    expect(dueAfter(0, { amount: 1, unit: 'working-days' }, { ...OFFICE_HOURS, from: 600, to: 600 }, ZONE)).toBe(0);
  });
});
