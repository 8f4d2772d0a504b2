/**
 * Names the steps of one block. A key is the path of labels down to the step (`split:召回AB/关怀/send:1`), so that a
 * step keeps its key in a new version as long as it keeps its place; effects are tied to it.
 */
export class StepKeys {
  private readonly used = new Map<string, number>();

  constructor(private readonly path: string) {}

  /** Key of the next step of this kind; with its own label (day, task title, …) or numbered by its kind. */
  next(kind: string, label?: string): string {
    const base = label === undefined ? kind : `${kind}:${escape(label)}`;
    const count = (this.used.get(base) ?? 0) + 1;
    this.used.set(base, count);
    const numbered = label === undefined || count > 1 ? `${base}:${count}` : base;
    return this.path === '' ? numbered : `${this.path}/${numbered}`;
  }

  /** Keys of a block inside the step `key`; `arm` tells its blocks apart. */
  static within(key: string, arm?: string): StepKeys {
    return new StepKeys(arm === undefined ? key : `${key}/${escape(arm)}`);
  }
}

function escape(label: string): string {
  return label.replace(/[/:%]/g, (c) => encodeURIComponent(c));
}
