import type { Column, Field } from '../columns.js';
import { type CodedText, fileProblem } from '../import.problems.js';

/** So many people have a phone in common in no family. */
const MOST_OF_ONE = 20;
/** Phones that are remembered at a time. */
const REMEMBERED = 20_000;

/** What else tells people apart, the best first. */
const OTHERS: readonly Field[] = ['user_id', 'open_id', 'union_id', 'member_no', 'nick', 'email'];

/**
 * Watches for a phone that stands beside many people: a made-up one, that of a warehouse or of the shop. By their phone all
 * of them would be one fan.
 */
export class SharedPhones {
  #people = new Map<string, Set<string>>();
  #most = 0;
  readonly #phone: Column | undefined;
  readonly #other: Column | undefined;

  constructor(columns: readonly Column[]) {
    const columnOf = (field: Field) => columns.find((column) => column.field === field);
    this.#phone = columnOf('phone');
    this.#other = OTHERS.map(columnOf).find((column) => column !== undefined);
  }

  /** @param cells of a row of data */
  see(cells: readonly string[]): void {
    if (!this.#phone || !this.#other) return;
    const phone = cells[this.#phone.index]?.trim() ?? '';
    const other = cells[this.#other.index]?.trim() ?? '';
    // What is masked identifies nobody.
    if (phone === '' || other === '' || phone.includes('*') || other.includes('*')) return;
    const people = this.#people.get(phone) ?? this.#remember(phone);
    if (people.size <= REMEMBERED) people.add(other);
    this.#most = Math.max(this.#most, people.size);
  }

  tell(): CodedText[] {
    if (this.#most < MOST_OF_ONE || !this.#phone || !this.#other) return [];
    return [fileProblem('IMP150', { column: this.#phone.name, other: this.#other.name, people: this.#most })];
  }

  /** Where too many are remembered, those of one person are forgotten. */
  #remember(phone: string): Set<string> {
    if (this.#people.size >= REMEMBERED) {
      this.#people = new Map([...this.#people].filter(([, people]) => people.size > 1).slice(-REMEMBERED / 2));
    }
    const people = new Set<string>();
    this.#people.set(phone, people);
    return people;
  }
}
