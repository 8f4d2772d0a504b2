/** Changes that are lost when their page goes, and the way that waits until the reader has decided about them. */
class Unsaved {
  /** Where the reader was about to go; null: nowhere. */
  way = $state.raw<(() => void) | null>(null);
  readonly #changes = new Set<() => boolean>();

  /** Counts what `isChanged` tells of as unsaved, until the returned function is called: for an `$effect`. */
  watch(isChanged: () => boolean): () => void {
    this.#changes.add(isChanged);
    return () => this.#changes.delete(isChanged);
  }

  get any(): boolean {
    return [...this.#changes].some((isChanged) => isChanged());
  }

  /** Goes at once where nothing is lost, else when the reader agrees. */
  ask(go: () => void): void {
    if (this.any) this.way = go;
    else go();
  }

  leave(): void {
    const go = this.way;
    this.way = null;
    go?.();
  }

  stay(): void {
    this.way = null;
  }
}

export const unsaved = new Unsaved();
