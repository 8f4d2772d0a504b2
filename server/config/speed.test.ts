import { describe, expect, it } from 'vitest';
import { parseSpeed } from './speed.js';

describe('parseSpeed', () => {
  it.each([
    ['1d=10s', 8640],
    ['1h=1m', 60],
    ['1s=1s', 1],
    ['1d=0.5s', 172_800],
    [' 7d = 1m ', 10_080],
  ])('reads %s as %d business seconds per real second', (text, factor) => {
    expect(parseSpeed(text)).toBe(factor);
  });

  it.each(['', '10', '1d', '1d=', '1d=0s', '0d=1s', '1w=1s', '1d=10s=1s', '-1d=1s', 'toString=1s'])(
    'refuses %j',
    (text) => {
      expect(parseSpeed(text)).toBeUndefined();
    },
  );
});
