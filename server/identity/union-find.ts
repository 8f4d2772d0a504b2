/** Which of some things belong together. */
export class UnionFind<T> {
  readonly #parents = new Map<T, T>();

  find(item: T): T {
    let root = item;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    for (let at = item; at !== root;) {
      const next = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }

  join(one: T, other: T): void {
    const [root, child] = [this.find(one), this.find(other)];
    if (root !== child) this.#parents.set(child, root);
  }
}
