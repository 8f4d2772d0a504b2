import { normalText } from '../../identity/normal-form.js';

/** How exports write "nothing". */
const NOTHING = new Set(['', '-', '--', '—', '——', '/', 'null', 'NULL', 'None', '#N/A', 'N/A', '\\N']);

/**
 * What a cell says, without what spreadsheets put around it: `="2417…"`, a leading apostrophe, tabs, full-width and
 * invisible characters. Empty when it says nothing.
 */
export function cleanCell(cell: string): string {
  if (/^[\x21-\x7e]+$/.test(cell) && !/^[='-/nN#\\]/.test(cell)) return cell;
  let text = normalText(cell);
  const formula = /^="?(.*?)"?$/.exec(text);
  if (formula?.[1] !== undefined) text = formula[1].replaceAll('""', '"').trim();
  if (text.startsWith("'")) text = text.slice(1).trim();
  return NOTHING.has(text) ? '' : text;
}
