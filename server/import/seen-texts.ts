/** Of a million texts none is wrongly taken for one that was seen, of ten million one in some thousands. */
const BITS = 2 ** 27;
const MARKS = 6;

/** Remembers in 16 MiB which texts were seen, however many: never forgets one, and may take a new one for an old one. */
export class SeenTexts {
  readonly #bits = new Uint32Array(BITS / 32);

  /** Whether the text was seen before, perhaps; from now on it was. */
  add(text: string): boolean {
    let hash = hashOf(text, 0x811c9dc5);
    // Odd, so that it leads to as many places as there are marks.
    const step = hashOf(text, 0x01000193) | 1;
    let isMarked = true;
    for (let i = 0; i < MARKS; i += 1) {
      const [at, bit] = [(hash % BITS) >>> 5, 1 << (hash & 31)];
      const bits = this.#bits[at] ?? 0;
      isMarked &&= (bits & bit) !== 0;
      this.#bits[at] = bits | bit;
      hash = (hash + step) >>> 0;
    }
    return isMarked;
  }
}

/** FNV-1a, with its bits mixed once more. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
