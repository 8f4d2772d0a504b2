import { describe, expect, it } from 'vitest';
import { clockOf, minuteOf } from './minute.js';

describe('minutes of the day', () => {
  it.each([
    [0, '00:00'],
    [545, '09:05'],
    [1320, '22:00'],
    [null, ''],
  ])('%s is %s', (minute, clock) => {
    expect(clockOf(minute)).toBe(clock);
    expect(minuteOf(clock)).toBe(minute);
  });
});
