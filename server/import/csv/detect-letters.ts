import type { Encoding } from '../format.js';

/** Of a script that is written a byte a letter about half of the words have an odd number of letters. */
const SOME_ODD = 0.2;
/** The second byte of a pair may be a letter of ASCII; what follows a word is none. */
const PAIR_ENDS = /^[\x40-\x7e]/;
const FEW = 0.1;

/** What letters a language is mostly made of, as bytes of its encoding; of others it has hardly any. */
const SCRIPTS: { encoding: Encoding; usual: RegExp; share: number; rare: RegExp }[] = [
  // Small letters, of which аеинорст are the half; capitals and № beside them.
  { encoding: 'windows-1251', usual: /[\xe0\xe5\xe8\xed-\xf2]/g, share: 0.4, rare: /[\x80-\xa7\xa9-\xb7\xba-\xbf]/g },
  // Consonants, vowels and signs of tone; there are no letters at the end.
  { encoding: 'windows-874', usual: /[\xa1-\xda\xdf-\xee]/g, share: 0.97, rare: /[\x80-\xa0\xdb-\xde\xfc-\xff]/g },
  // Alif, lam, mim, nun, ya, ta and ra are the half; marks are not written.
  { encoding: 'windows-1256', usual: /[\xc7\xe1\xe3\xe4\xed\xca\xd1\xe6]/g, share: 0.4, rare: /[\xef-\xff]/g },
];

/** The signs of Thai that stand upon or below a consonant, and never begin a word. */
const UPON = /^[\xd1\xd4-\xda\xe7-\xee]/;

/**
 * The encoding of a text of single bytes beyond ASCII: Cyrillic, Thai or Arabic; undefined where its bytes come in pairs.
 *
 * @param text the bytes, each as one character
 */
export function detectLetters(text: string): Encoding | undefined {
  const words = [...text.matchAll(/[\x80-\xff]+/g)];
  const odd = words.filter(([word]) => word.length % 2 === 1);
  const cut = odd.filter(({ 0: word, index }) => PAIR_ENDS.test(text.slice(index + word.length)));
  if (odd.length < words.length * SOME_ODD || cut.length > odd.length * FEW) return undefined;
  const bytes = words.map(([word]) => word).join('');
  const has = (signs: RegExp) => (bytes.match(signs)?.length ?? 0) / bytes.length;
  const found = SCRIPTS.find(({ usual, share, rare }) => has(usual) >= share && has(rare) < FEW / 2)?.encoding;
  const isCut = words.filter(([word]) => UPON.test(word)).length > words.length * FEW;
  return found === 'windows-874' && isCut ? undefined : found;
}

/** Signs of Poland and its neighbours; in Western Europe they are marks that stand in no word. */
const CENTRAL = /(?<=[a-z])[\xb3\xb9\xbf\x9c\x9f\xbe\x9e\x9a\xec\xf8]|[\xa3\xaf\x8c\x8f](?=[a-z])/gi;
/** Ğ İ Ş ğ ı ş; in Western Europe letters of Iceland, which has vowels with accents beside them. */
const TURKISH = /[\xd0\xdd\xde\xf0\xfd\xfe]/g;
const ICELANDIC = /[\xe1\xe9\xed\xf3\xfa\xe6]/g;
const SOME = 0.2;

/** Of an encoding of Latin letters, which one. @param text the bytes, each as one character */
export function detectLatin(text: string): Encoding {
  const beyond = text.match(/[\x80-\xff]/g)?.length ?? 0;
  const has = (signs: RegExp) => (text.match(signs)?.length ?? 0) / Math.max(1, beyond);
  if (has(TURKISH) > SOME && has(ICELANDIC) < FEW) return 'windows-1254';
  return has(CENTRAL) > SOME ? 'windows-1250' : 'windows-1252';
}
