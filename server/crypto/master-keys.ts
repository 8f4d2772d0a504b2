import { open, seal } from './cipher.js';

/** Master keys by version, and which of them seals. */
export interface KeyRing {
  keys: ReadonlyMap<number, Buffer>;
  current: number;
}

const LOOK_AGAIN_MS = 1_000;

/**
 * The keys that seal data keys and secrets. What they seal begins with one byte: the version of the key. A running
 * process takes up a new key from its source within a second, and at once where something was already sealed with it.
 */
export class MasterKeys {
  #ring: KeyRing;
  #readAt = Date.now();

  /** @param readAgain what the source holds now; undefined when it cannot be read: the keys stay as they are */
  constructor(
    ring: KeyRing,
    private readonly readAgain: () => KeyRing | undefined = () => undefined,
  ) {
    this.#ring = ring;
  }

  /** A ring of one key. */
  static of(key: Buffer): MasterKeys {
    return new MasterKeys({ keys: new Map([[1, key]]), current: 1 });
  }

  get current(): number {
    return this.#ring.current;
  }

  get versions(): number[] {
    return [...this.#ring.keys.keys()].sort((a, b) => a - b);
  }

  /** @param context where the value stands (table and row): it opens nowhere else */
  seal(value: string | Buffer, context: string): Buffer {
    if (Date.now() - this.#readAt > LOOK_AGAIN_MS) this.#refresh();
    const { current } = this.#ring;
    return Buffer.concat([Buffer.of(current), seal(this.#keyOf(current), value, context)]);
  }

  /** Reverses {@link seal}. Throws when the key is not there, the context is another, or the bytes were changed. */
  open(sealed: Buffer, context: string): Buffer {
    const version = sealed[0] ?? 0;
    if (!this.#ring.keys.has(version)) this.#refresh();
    return open(this.#keyOf(version), sealed.subarray(1), context);
  }

  #keyOf(version: number): Buffer {
    const key = this.#ring.keys.get(version);
    if (!key) throw new Error(`Master key ${String(version)} is not in the secrets file`);
    return key;
  }

  #refresh(): void {
    this.#readAt = Date.now();
    this.#ring = this.readAgain() ?? this.#ring;
  }
}
