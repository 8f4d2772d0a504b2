const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6“”‘’…—]|\p{Extended_Pictographic}/u;
const NARROW = /[ijl.,:;'|!()[\]{} ]/;

/** About how wide a text is, in units of its font size: there is no screen to ask. */
export function widthOf(text: string): number {
  let width = 0;
  for (const c of text) width += characterWidth(c);
  return width;
}

function characterWidth(c: string): number {
  if (WIDE.test(c)) return 1;
  return NARROW.test(c) ? 0.34 : 0.62;
}

/** Breaks a text into lines that fit; what is left after `most` lines is cut off with an ellipsis. */
export function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    if (line !== '' && widthOf(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  }
  if (line.trimEnd() !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  return [...kept.slice(0, -1), cut(`${kept.at(-1) ?? ''}…`, width)];
}

/**
 * What is not broken: words with the blanks behind them, merge fields, and characters of Chinese one by one, each with the
 * marks that may not end or begin a line. Very long words are broken all the same.
 */
const PIECE = /[“‘（「《]{0,2}(?:\{[^{}]{1,24}\}|[\x21-\x7a\x7c\x7e]{1,24} ?|.)[，。；：、！？”’）」》…,.!?]{0,3}/gsu;

function pieces(text: string): string[] {
  return text.replaceAll(/\s+/g, ' ').match(PIECE) ?? [];
}

function cut(line: string, width: number): string {
  const characters = [...line];
  while (characters.length > 2 && widthOf(characters.join('')) > width) characters.splice(-2, 1);
  return characters.join('');
}
