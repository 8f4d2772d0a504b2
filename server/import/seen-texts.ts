/** Of ten million texts one in fifty is wrongly taken for one that was seen. */
const BITS = 2 ** 27;

/** Remembers in 16 MiB which texts were seen, however many: never forgets one, and may take a new one for an old one. */
export class SeenTexts {
  readonly #bits = new Uint32Array(BITS / 32);

  /** Whether the text was seen before, perhaps; from now on it was. */
  add(text: string): boolean {
    const first = this.#mark(hashOf(text, 0x811c9dc5));
    const second = this.#mark(hashOf(text, 0x01000193));
    return first && second;
  }

  #mark(hash: number): boolean {
    const [at, bit] = [(hash % BITS) >>> 5, 1 << (hash & 31)];
    const isMarked = ((this.#bits[at] ?? 0) & bit) !== 0;
    this.#bits[at] = (this.#bits[at] ?? 0) | bit;
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
