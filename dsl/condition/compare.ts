import type { Comparator } from '../ir/condition.js';

/** Numbers by size; texts by code point, as PostgreSQL does under the collation "C". */
export function compares(left: string | number, op: Comparator, right: string | number): boolean {
  const order = typeof left === 'string' && typeof right === 'string' ? textOrder(left, right) : sign(left, right);
  switch (op) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function sign<T extends string | number>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function textOrder(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (const [index, character] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (character !== other) return sign(character.codePointAt(0) ?? 0, other.codePointAt(0) ?? 0);
  }
  return sign(a.length, b.length);
}
