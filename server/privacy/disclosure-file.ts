import { csvLine } from '../import/reject/reject-file.js';
import type { Disclosure } from './disclosure.service.js';

/** The disclosure as a table for a spreadsheet: section, number of the row in it, field, value. */
export function disclosureTable({ fan, sections }: Disclosure, language: 'zh' | 'en'): string {
  const heads = language === 'zh' ? ['类别', '序号', '字段', '内容'] : ['Section', 'Row', 'Field', 'Value'];
  const parts = Object.entries({ fan: [fan], ...sections });
  const lines = parts.flatMap(([section, rows]) =>
    rows.flatMap((row, i) =>
      Object.entries(row)
        .filter(([, value]) => value !== null)
        .map(([field, value]) => csvLine([section, String(i + 1), field, written(value)])),
    ),
  );
  // A byte order mark, or Excel takes the file for GBK.
  return `\ufeff${csvLine(heads)}${lines.join('')}`;
}

function written(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
