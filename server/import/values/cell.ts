import { normalText } from '../../identity/normal-form.js';

/** How exports write "nothing". */
const NOTHING = new Set(['', '-', '--', '—', '——', '/', 'null', 'NULL', 'None', '#N/A', 'N/A', '\\N']);

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
