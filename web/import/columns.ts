import type { Column, Target } from './import.api.js';

/** Gives a column another meaning. A field stands for one column only, so another that had it is let go. */
export function assign(columns: readonly Column[], index: number, field: Target | null): Column[] {
  return columns.map((column) => {
    if (column.index === index) return { ...column, field, unit: column.field === field ? column.unit : null };
    return field !== null && column.field === field ? { ...column, field: null, unit: null } : column;
  });
}

/** Columns as the server takes them: only what it knows of them. */
export function plainColumns(columns: readonly Column[]): Column[] {
  return columns.map(({ index, name, field, unit }) => ({ index, name, field, unit }));
}
