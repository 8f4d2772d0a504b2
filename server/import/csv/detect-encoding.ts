import type { Encoding } from '../format.js';
import { detectAbroad } from './detect-abroad.js';

/** Share of unreadable ones among the characters beyond ASCII up to which a text is damaged, not wrongly decoded. */
const TOLERATED = 0.05;
/** Share of zero bytes up to which they are damage, too. */
const FEW_ZEROS = 0.05;

/** The encoding of a sample from the beginning of a file; undefined when it is none that exports use. */
export function detectEncoding(sample: Buffer): Encoding | undefined {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  if (sample.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return 'utf-8';
  const zeros = countZeros(sample);
  const wide = detectUtf16(sample, zeros);
  if (wide) return wide;
  if (zeros.even + zeros.odd > sample.length * FEW_ZEROS) return undefined;
  const [utf8, gb18030] = [decode(sample, 'utf-8'), decode(sample, 'gb18030')];
  const abroad = utf8.unreadable > TOLERATED ? detectAbroad(sample) : undefined;
  if (abroad) return abroad;
  if (Math.min(utf8.unreadable, gb18030.unreadable) > TOLERATED) return undefined;
  if (utf8.unreadable !== gb18030.unreadable) return utf8.unreadable < gb18030.unreadable ? 'utf-8' : 'gb18030';
  return isChineseByChance(gb18030.text, utf8.text) ? 'gb18030' : 'utf-8';
}

interface Zeros {
  even: number;
  odd: number;
}

function countZeros(sample: Buffer): Zeros {
  const zeros = { even: 0, odd: 0 };
  for (let at = sample.indexOf(0); at !== -1; at = sample.indexOf(0, at + 1)) zeros[at % 2 === 0 ? 'even' : 'odd'] += 1;
  return zeros;
}

/** Without a mark UTF-16 shows by the zero bytes of its commas, digits and line ends. */
function detectUtf16(sample: Buffer, { even, odd }: Zeros): Encoding | undefined {
  const many = sample.length / 20;
  if (odd > many && even < odd / 10) return 'utf-16le';
  if (even > many && odd < even / 10) return 'utf-16be';
  return undefined;
}

function decode(sample: Buffer, encoding: Encoding): { text: string; unreadable: number } {
  // A sample may end in the middle of a character, which is no damage: stream mode holds such an end back.
  const text = new TextDecoder(encoding).decode(sample, { stream: true });
  const beyond = text.match(/[^\0-\x7f]/gu) ?? [];
  const unreadable = beyond.filter((character) => character === '\ufffd').length;
  return { text, unreadable: unreadable / Math.max(1, beyond.length) };
}

/**
 * What European words are made of: a letter within or beside plain ones (`José`), several letters of one script, a sign of
 * money, a quotation mark, a single sign (`30×40`).
 */
const EUROPEAN =
  /(?<=[a-z])(?:(?![a-z])\p{Script=Latin})+|(?:(?![a-z])\p{Script=Latin})+(?=[a-z])|\p{Script=Cyrillic}{3,}|\p{Script=Greek}{3,}|[\p{Script=Thai}\p{Script=Arabic}]{2,}|\p{Sc}|\u00a0|(?<![^\0-\x7f])[§©®°-³µ·¼-¾×](?![^\0-\x7f])/giu;

/** Characters of three and four bytes, as pictures are: two Chinese ones hardly ever look like such. */
const LONG = /[^\0-\u07ff]/u;

/**
 * A few words of GBK can be valid UTF-8 by chance, which then gives no Chinese but a jumble; European words in UTF-8 can be
 * valid GBK by chance, too.
 */
function isChineseByChance(gb18030: string, utf8: string): boolean {
  const isChinese = (text: string) => /\p{Script=Han}/u.test(text);
  if (isChinese(utf8) || !isChinese(gb18030) || LONG.test(utf8)) return false;
  const jumble = utf8.replace(EUROPEAN, '').match(/[^\0-\x7f]/gu) ?? [];
  const beyond = utf8.match(/[^\0-\x7f]/gu) ?? [];
  return jumble.length > beyond.length / 2;
}
