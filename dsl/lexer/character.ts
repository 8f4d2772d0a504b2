/** Width and quotes: what a Chinese keyboard produces, as the half-width characters the language is written in. */

const NARROW: Record<string, string> = {
  '、': ',',
  '；': ' ',
  ';': ' ',
  '\u3000': ' ',
  '～': '-',
  '~': '-',
  '—': '-',
  '–': '-',
  '\u00a0': ' ',
  '\ufeff': ' ',
};

/** Opening quotes, and what may close each: straight and curly ones may be mixed. */
const CLOSING: Record<string, string> = { '"': '"”', '“': '"”', '”': '"”', '「': '」', '『': '』' };

/** The text with full-width letters, digits and punctuation as half-width ones; offsets do not change. */
export function narrow(text: string): string {
  return text.replace(/[\u3000-\u303f\uff01-\uff5e;~—–\u00a0\ufeff]/g, (c) => {
    const code = c.charCodeAt(0);
    return NARROW[c] ?? (code >= 0xff01 ? String.fromCharCode(code - 0xfee0) : c);
  });
}

/** The characters that close a text opened by `quote`; null if it opens none. */
export function closingQuotes(quote: string): string | null {
  return CLOSING[quote] ?? null;
}

export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}

export function isLineBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

/** Length in UTF-8 bytes. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) bytes += code >= 0x800 ? 2 : 1;
    if (code >= 0xd800 && code <= 0xdfff) bytes -= 1;
  }
  return bytes;
}
