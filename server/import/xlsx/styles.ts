import type { Archive } from './zip.js';
import { attribute, readXml } from './xml.js';

/** How a number in a cell is meant. */
export type NumberStyle = 'number' | 'date' | 'duration';

/** Number formats that every workbook knows by number. */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);
const BUILT_IN_TIMES = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]);

/** Meaning of a cell's number by the number of its style. */
export async function readStyles(archive: Archive): Promise<NumberStyle[]> {
  const own = new Map<number, NumberStyle>();
  const styles: NumberStyle[] = [];
  let inCellFormats = false;
  await readXml(await archive.part('xl/styles.xml'), {
    open(name, attributes) {
      if (name === 'cellXfs') inCellFormats = true;
      const id = Number(attribute(attributes, 'numFmtId'));
      if (name === 'numFmt') own.set(id, styleOf(attribute(attributes, 'formatCode') ?? ''));
      if (name === 'xf' && inCellFormats) styles.push(own.get(id) ?? builtIn(id));
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}

function builtIn(id: number): NumberStyle {
  if (BUILT_IN_DATES.has(id)) return 'date';
  return BUILT_IN_TIMES.has(id) ? 'duration' : 'number';
}

/** A format with a year or a day is a date; one with hours, minutes or seconds alone is a duration. */
export function styleOf(format: string): NumberStyle {
  const code = format
    .split(';')[0]
    ?.replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (code === undefined) return 'number';
  if (/[yd]/i.test(code)) return 'date';
  if (/[hs]/i.test(code)) return 'duration';
  return 'number';
}
