import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvLine } from './reject-file.js';

it.each([
  ['=HYPERLINK("http://x")', `'=HYPERLINK("http://x")`],
  ['+1+1', "'+1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['-12.50', '-12.50'],
  ['="2417"', '="2417"'],
  ['="2417"&A1', `'="2417"&A1`],
  ['小鹿', '小鹿'],
])('%j opens in a spreadsheet as %j', (cell, shown) => {
  expect(parse(csvLine([cell]))).toEqual([[shown]]);
});

it('keeps every other cell as it was', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', '中', '"', ',', '\n', ' ', ';') });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2 }), (cells) => {
      expect(parse(csvLine(cells), { record_delimiter: '\r\n' })).toEqual([cells]);
    }),
  );
});
