import { describe, expect, it } from 'vitest';
import type { Condition } from '../ir/condition.js';
import type { Trigger } from '../ir/program.js';
import { fallsOn, meantDay } from './date-field.js';
import { nextLook } from './trigger-time.js';

const ZONE = 'Asia/Shanghai';
const at = (local: string) => new Date(`${local.replace(' ', 'T')}+08:00`).getTime();
const look = (trigger: Trigger, after: string, speed = 1) =>
  nextLook(trigger, { segments: { 老客: { kind: 'tag', name: 'x' } } }, at(after), { zone: ZONE, speed });
const becomes = (condition: Condition): Trigger => ({ kind: 'becomes', condition });
const paidWithin = (window: { kind: 'days'; days: number } | { kind: 'seconds'; seconds: number } | { kind: 'ever' }) =>
  becomes({ kind: 'count', events: [{ type: 'order.pay', filters: [] }], window, op: '>=', count: 1 });

describe('nextLook', () => {
  it('looks every day at the minute of a date field', () => {
    const trigger: Trigger = {
      kind: 'date-field',
      field: { name: 'birthday' },
      beforeDays: 0,
      minute: 600,
      guard: null,
    };
    expect(look(trigger, '2026-11-20 10:00')).toBe(at('2026-11-21 10:00'));
  });

  it('looks at midnight where days count, sooner where moments do, never where only facts do', () => {
    expect(look(paidWithin({ kind: 'days', days: 30 }), '2026-11-20 10:03')).toBe(at('2026-11-21 00:00'));
    expect(look(paidWithin({ kind: 'seconds', seconds: 60 }), '2026-11-20 10:03')).toBe(at('2026-11-20 10:10'));
    expect(look(paidWithin({ kind: 'seconds', seconds: 60 }), '2026-11-20 10:03', 8640)).toBe(at('2026-11-21 00:00'));
    expect(look(paidWithin({ kind: 'ever' }), '2026-11-20 10:03')).toBeNull();
    expect(look({ kind: 'segment', change: 'enters', name: '老客', guard: null }, '2026-11-20 10:03')).toBeNull();
  });
});

describe('meantDay', () => {
  const trigger = (beforeDays: number) =>
    ({ kind: 'date-field', field: { name: 'birthday' }, beforeDays, minute: 600, guard: null }) as const;

  it('is the day itself, or the one so many days ahead', () => {
    expect(meantDay(trigger(3), at('2026-12-29 10:00'), ZONE).monthDays).toEqual(['01-01']);
  });

  it('celebrates 29 February on the 28th in other years', () => {
    expect(meantDay(trigger(0), at('2027-02-28 10:00'), ZONE).monthDays).toEqual(['02-28', '02-29']);
    expect(meantDay(trigger(0), at('2028-02-28 10:00'), ZONE).monthDays).toEqual(['02-28']);
    expect(meantDay(trigger(0), at('2028-02-29 10:00'), ZONE).monthDays).toEqual(['02-29']);
  });

  it('takes a full date once, and of the shop’s own fields a day of any year too', () => {
    const meant = meantDay(trigger(0), at('2026-11-20 10:00'), ZONE);
    expect(fallsOn({ name: 'refill_due' }, meant)).toMatchObject({ kind: 'all', of: [{ op: '>=' }, { op: '<' }] });
    expect(fallsOn({ name: '纪念日', custom: true }, meant)).toMatchObject({
      kind: 'any',
      of: [{}, { kind: 'oneOf' }],
    });
  });
});
