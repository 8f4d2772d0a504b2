import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELIMITERS } from '../format.js';
import { OpenQuote, RecordSplitter } from './split-records.js';

/** The records of a text that comes in pieces; what is whole before a quote that never closes, too. */
function split(pieces: string[], delimiter: string): { records: string[][]; isOpen: boolean } {
  const splitter = new RecordSplitter(delimiter);
  const records: string[][] = [];
  try {
    for (const piece of pieces) records.push(...splitter.push(piece));
    records.push(...splitter.push('', true));
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    return { records, isOpen: true };
  }
  return { records, isOpen: false };
}

/** As a parser that many use reads it. */
function parsed(text: string, delimiter: string): { records: string[][]; isOpen: boolean } {
  const records: string[][] = [];
  try {
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: true,
      relax_column_count: true,
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, isOpen: true };
  }
  return { records, isOpen: false };
}

const delimiters = fc.constantFrom(...DELIMITERS);

describe('a text', () => {
  it('is taken apart as by csv-parse, however it is cut into pieces and whatever its quotes are', () => {
    const tokens = fc.array(fc.constantFrom('"', '"', 'D', 'D', '\n', '\r', '\r\n', 'a', '中', ' ', ':', '😀', '""'), {
      maxLength: 24,
    });
    fc.assert(
      fc.property(tokens, delimiters, fc.array(fc.nat(24), { maxLength: 4 }), (parts, delimiter, cuts) => {
        const text = parts.join('').replaceAll('D', delimiter);
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, i) => text.slice(places[i], place));
        expect(split(pieces, delimiter)).toEqual(parsed(text, delimiter));
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives the records before a quote that never closes, also where that is only known by its length', () => {
    expect(split(['a,b\n"c,', 'd\n'], ',')).toEqual({ records: [['a', 'b']], isOpen: true });
    const long = 'x,y\n'.repeat(30_000);
    const splitter = new RecordSplitter(',');
    expect([...splitter.push('a,b\n"c,')]).toEqual([['a', 'b']]);
    expect(() => Array.from({ length: 4 }, () => [...splitter.push(long)])).toThrow(OpenQuote);
  });

  it('keeps a long cell whose quote closes', () => {
    const cell = 'x\n'.repeat(60_000);
    expect(split([`1,"${cell.slice(0, 50_000)}`, `${cell.slice(50_000)}",2\n3,4`], ',').records).toEqual([
      ['1', cell, '2'],
      ['3', '4'],
    ]);
  });
});
