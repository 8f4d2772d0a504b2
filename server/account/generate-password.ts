import { randomInt } from 'node:crypto';

/** Without letters and digits that are taken for one another when read from paper. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to hand over once: four groups of four, 79 random bits. */
export function generatePassword(): string {
  const letters = Array.from({ length: 16 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return letters.replace(/.{4}(?=.)/g, '$&-');
}
