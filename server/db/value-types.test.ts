import fc from 'fast-check';
import pg from 'pg';
import { expect, it } from 'vitest';
import { isoInstant, parseInstant } from './value-types.js';

const byPg = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text') as (text: string) => Date;

it('reads an instant as pg does, whatever its zone and precision', () => {
  const instants = fc.date({
    min: new Date('0001-01-03T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  });
  const fraction = fc.stringMatching(/^(\.\d{1,6})?$/);
  const zone = fc.stringMatching(/^[+-](0\d|1[0-4])(:(30|45))?$/);
  fc.assert(
    fc.property(instants, fraction, zone, (instant, part, offset) => {
      const text = `${instant.toISOString().slice(0, 19).replace('T', ' ')}${part}${offset}`;
      expect(parseInstant(text)).toEqual(byPg(text));
      expect(isoInstant(text)).toBe(byPg(text).toISOString());
    }),
  );
});

it.each(['infinity', '-infinity', '12026-01-01 00:00:00+00', '0044-03-15 12:00:00+00 BC'])(
  'leaves %s to pg',
  (text) => {
    expect(parseInstant(text)).toEqual(byPg(text));
  },
);
