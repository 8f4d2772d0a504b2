import { normalForms } from '../../identity/identity.js';
import type { Column, Field } from '../columns.js';
import { type CodedText, fileProblem } from '../import.problems.js';

/** Identities that remembered people have are forgotten beyond so many. */
const REMEMBERED = 20_000;

interface Watched {
  field: 'phone' | 'nick';
  code: 'IMP150' | 'IMP151';
  /** What tells people apart, the best first. */
  others: readonly Field[];
  /** So many people who differ in that have it in common by no chance. */
  most: number;
}

/** One phone is that of no family, but made up, or that of a warehouse or the shop. */
const PHONE: Watched = {
  field: 'phone',
  code: 'IMP150',
  others: ['user_id', 'open_id', 'union_id', 'member_no', 'nick', 'email'],
  most: 20,
};

/** Where nicks are free, many are called alike, or as the platform calls everybody. A person has hardly three accounts. */
const NICK: Watched = {
  field: 'nick',
  code: 'IMP151',
  others: ['user_id', 'open_id', 'union_id', 'member_no'],
  most: 3,
};

/** Watches for an identity that stands beside many people: all of them would be one fan by it. */
export class SharedIdentity {
  #people = new Map<string, Set<string>>();
  #most = 0;
  readonly #shared: Column | undefined;
  readonly #other: Column | undefined;

  private constructor(
    private readonly watched: Watched,
    columns: readonly Column[],
  ) {
    const columnOf = (field: Field) => columns.find((column) => column.field === field);
    this.#shared = columnOf(watched.field);
    this.#other = watched.others.map(columnOf).find((column) => column !== undefined);
  }

  static watch(columns: readonly Column[]): SharedIdentity[] {
    return [PHONE, NICK].map((watched) => new SharedIdentity(watched, columns));
  }

  /** @param cells of a row of data */
  see(cells: readonly string[]): void {
    if (!this.#shared || !this.#other) return;
    const shared = normalForms[this.watched.field](cells[this.#shared.index] ?? '');
    const other = cells[this.#other.index]?.trim() ?? '';
    // What is masked identifies nobody.
    if (shared === null || other === '' || other.includes('*')) return;
    const people = this.#people.get(shared) ?? this.#remember(shared);
    if (people.size <= REMEMBERED) people.add(other);
    this.#most = Math.max(this.#most, people.size);
  }

  tell(): CodedText[] {
    const { code, most } = this.watched;
    if (this.#most < most || !this.#shared || !this.#other) return [];
    return [fileProblem(code, { column: this.#shared.name, other: this.#other.name, people: this.#most })];
  }

  /** Where too many are remembered, those of one person are forgotten. */
  #remember(shared: string): Set<string> {
    if (this.#people.size >= REMEMBERED) {
      this.#people = new Map([...this.#people].filter(([, people]) => people.size > 1).slice(-REMEMBERED / 2));
    }
    const people = new Set<string>();
    this.#people.set(shared, people);
    return people;
  }
}
