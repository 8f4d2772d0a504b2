import type { Encoding } from '../format.js';

/** Share of unreadable ones among the characters beyond ASCII up to which a text is damaged, not wrongly decoded. */
const TOLERATED = 0.05;

/** The encoding of a sample from the beginning of a file; undefined when it is none that exports use. */
export function detectEncoding(sample: Buffer): Encoding | undefined {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  if (sample.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return 'utf-8';
  const wide = detectUtf16(sample);
  if (wide) return wide;
  if (sample.includes(0)) return undefined;
  const [utf8, gb18030] = [decode(sample, 'utf-8'), decode(sample, 'gb18030')];
  if (Math.min(utf8.unreadable, gb18030.unreadable) > TOLERATED) return undefined;
  // A few words of GBK can be valid UTF-8 by chance, but then they never give Chinese characters.
  if (utf8.unreadable === gb18030.unreadable) return !utf8.chinese && gb18030.chinese ? 'gb18030' : 'utf-8';
  return utf8.unreadable < gb18030.unreadable ? 'utf-8' : 'gb18030';
}

/** Without a mark UTF-16 shows by the zero bytes of its commas, digits and line ends. */
function detectUtf16(sample: Buffer): Encoding | undefined {
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 20;
  if (odd > many && even < odd / 10) return 'utf-16le';
  if (even > many && odd < even / 10) return 'utf-16be';
  return undefined;
}

/** Share of unreadable characters among those beyond ASCII, and whether there is Chinese among them. */
function decode(sample: Buffer, encoding: Encoding): { unreadable: number; chinese: boolean } {
  // A sample may end in the middle of a character, which is no damage: stream mode holds such an end back.
  const beyond = new TextDecoder(encoding).decode(sample, { stream: true }).match(/[^\0-\x7f]/gu) ?? [];
  const unreadable = beyond.filter((character) => character === '\ufffd').length;
  return {
    unreadable: unreadable / Math.max(1, beyond.length),
    chinese: beyond.some((character) => /\p{Script=Han}/u.test(character)),
  };
}
