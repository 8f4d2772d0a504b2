const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** For tests: what an authenticator app makes of the secret that is typed into it. */
export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => parseInt(eight, 2)));
}
