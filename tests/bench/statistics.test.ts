import { describe, expect, it } from 'vitest';
import { median, quantile } from './statistics.js';

describe('median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 3])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('compares numbers, not texts', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('has no answer for no values', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is the smallest value that the share does not exceed', () => {
    expect(quantile(hundred, 0.95)).toBe(95);
    expect(quantile(hundred, 1)).toBe(100);
    expect(quantile([3, 1, 2], 0.95)).toBe(3);
  });
});
