import { normalText } from '../../identity/normal-form.js';

/** How exports write "nothing". */
const NOTHING = new Set(
  [
    ['', '-', '--', '---', '—', '——', '/', '\\N', '无', '暂无', '空', '(空)'],
    ['null', 'NULL', 'Null', '(null)', '<null>', 'None', 'none', 'undefined', 'nil'],
    ['NA', 'N/A', 'n/a', '#N/A', '<NA>', 'nan', 'NaN', 'NaT', '(blank)'],
    ['#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NULL!', '#NUM!'],
  ].flat(),
);

/**
 * What a cell says, without what spreadsheets put around it: `="2417…"`, a leading apostrophe, tabs, full-width and
 * invisible characters. Empty when it says nothing.
 */
export function cleanCell(cell: string): string {
  const bare = unwrap(cell);
  const text = PLAIN.test(bare) ? bare : unwrap(normalText(bare));
  return NOTHING.has(text) ? '' : text;
}

/** Nothing in such a text can be normalised. */
const PLAIN = /^[\x21-\x7e]*$/;

function unwrap(text: string): string {
  if (text.startsWith('="') && text.endsWith('"')) return text.slice(2, -1).replaceAll('""', '"').trim();
  return text.startsWith('=') || text.startsWith("'") ? text.slice(1).trim() : text;
}
