import { SvelteSet } from 'svelte/reactivity';

/** Chosen rows of a list: some by their keys, or all that the list finds but for some. */
export class Selection {
  /** With it, `#named` are those left out. */
  all = $state(false);
  readonly #named = new SvelteSet<string>();

  has(key: string): boolean {
    return this.#named.has(key) !== this.all;
  }

  get isEmpty(): boolean {
    return !this.all && this.#named.size === 0;
  }

  /** Keys chosen one by one; with `all`, those left out. */
  get named(): string[] {
    return [...this.#named];
  }

  set(keys: readonly string[], chosen: boolean): void {
    for (const key of keys) {
      if (chosen === this.all) this.#named.delete(key);
      else this.#named.add(key);
    }
  }

  chooseAll(): void {
    this.#named.clear();
    this.all = true;
  }

  clear(): void {
    this.#named.clear();
    this.all = false;
  }

  /** @param total of the rows that the list finds */
  count(total: number): number {
    return this.all ? Math.max(0, total - this.#named.size) : this.#named.size;
  }
}
