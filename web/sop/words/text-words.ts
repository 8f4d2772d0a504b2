const LONGEST = 42;
const BRANCH_WORD = /\s*(等到了|没等到|未送达|met|unmet|undelivered)$/;

/** A step in its author's own words: up to the bracket that opens its block, on one line. */
export function textWords(text: string, range: { from: number; to: number }, longest = LONGEST): string {
  const own = text.slice(range.from, range.to);
  const line = own.slice(0, blockStart(own)).replaceAll(/\s+/g, ' ').trim().replace(BRANCH_WORD, '');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** The first word apart from the rest: `发私信` and `"亲,欢迎…"`. */
export function titleAndText(words: string): { title: string; text: string } {
  const found = /^(第\d+天(?: \d+:\d+)?|day \d+(?: at \d+:\d+)?|[^\s"“「]+)\s*(.*)$/.exec(words);
  return { title: found?.[1] ?? words, text: found?.[2] ?? '' };
}

/** Where the block begins: the first `{` that is not inside a text. */
function blockStart(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\') at++;
    else if (quoted ? /["”」]/.test(c) : /["“「]/.test(c)) quoted = !quoted;
    else if (!quoted && (c === '{' || c === '{')) return at;
  }
  return text.length;
}
