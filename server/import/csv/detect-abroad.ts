import type { Encoding } from '../format.js';
import { detectLatin, detectLetters } from './detect-letters.js';

/** Of European words nearly every letter beyond ASCII stands alone; Chinese and Japanese are written in pairs of bytes. */
const MOSTLY_ALONE = 0.8;
/** Share of pairs whose second byte is below those of GB2312: hardly any in GBK, a good part in Big5 and Shift_JIS. */
const FEW_LOW = 0.15;
/** Hangul is written with these first bytes, of Chinese characters hardly more than half; fewer pairs tell nothing. */
const HANGUL = /^[\xb0-\xc8][\xa1-\xfe]$/;
const NEARLY_ALL = 0.97;
const FEWEST_HANGUL = 20;
/** Share of kana in what Shift_JIS makes of a text, and of frequent characters in Big5. */
const SOME_KANA = 0.1;
const MOSTLY_FREQUENT = 0.7;

/**
 * The encoding of a text that is no UTF-8, by how its bytes are distributed: one of Taiwan, Japan, Korea, or of letters of a
 * byte each; undefined when it is rather GBK.
 */
export function detectAbroad(sample: Buffer): Encoding | undefined {
  const text = sample.toString('latin1');
  const runs = text.match(/[\x80-\xff]+/g) ?? [];
  const pairs = text.match(/[\x81-\xfe][\x40-\x7e\x80-\xfe]/g) ?? [];
  if (runs.length === 0 || sample.some((byte) => byte < 9)) return undefined;
  const isLatin = share(runs, (run) => run.length === 1) > MOSTLY_ALONE && !isJapanese(sample);
  const letters = isLatin ? detectLatin(text) : detectLetters(text);
  if (letters) return letters;
  if (pairs.length >= FEWEST_HANGUL && share(pairs, (pair) => HANGUL.test(pair)) > NEARLY_ALL) return 'euc-kr';
  if (share(pairs, (pair) => pair.charCodeAt(1) < 0xa1) < FEW_LOW) return undefined;
  if (isJapanese(sample)) return 'shift_jis';
  return share(pairs, (pair) => /^[\xa4-\xc6]/.test(pair)) > MOSTLY_FREQUENT ? 'big5' : undefined;
}

function isJapanese(sample: Buffer): boolean {
  const beyond = [...new TextDecoder('shift_jis').decode(sample, { stream: true })].filter((sign) => sign > '\x7f');
  return !beyond.includes('\ufffd') && share(beyond, (sign) => /[\u3041-\u30ff]/.test(sign)) > SOME_KANA;
}

function share<T>(all: readonly T[], test: (one: T) => boolean): number {
  return all.filter(test).length / Math.max(1, all.length);
}
