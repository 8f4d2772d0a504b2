import { dayAt, instantAt } from '@fanloom/dsl/core/zone.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayOf, instantOf } from './zone-offset.js';

const zone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Pacific/Apia', 'Australia/Lord_Howe', 'UTC');

it('agrees with the exact arithmetic, on days when the clock changes too', () => {
  const aroundChange = fc.integer({ min: Date.UTC(2026, 2, 7), max: Date.UTC(2026, 2, 9) });
  const anywhere = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(fc.property(fc.oneof(aroundChange, anywhere), zone, (at, where) => dayOf(at, where) === dayAt(at, where)));
  fc.assert(
    fc.property(
      fc.integer({ min: 10_957, max: 25_567 }),
      fc.nat(1439),
      fc.nat(59),
      zone,
      (day, minute, second, where) => {
        expect(instantOf(day, (minute * 60 + second) * 1000, where)).toBe(
          instantAt(day, minute, where) + second * 1000,
        );
      },
    ),
  );
});
