import type { Snippet } from 'svelte';
import type { Column } from './column.js';
import type { Selection } from './selection.svelte.js';

export interface TableProps<Row> {
  label: string;
  columns: Column[];
  rows: readonly Row[];
  key: (row: Row) => string;
  cell: Snippet<[Row, string]>;
  /** Enter or click on a row. */
  onopen?: (row: Row) => void;
  rowHeight?: number;
  /** `name` ascending, `-name` descending. */
  sort?: string;
  onsort?: (sort: string) => void;
  /** Called when the end comes near; without it the table is as tall as its rows. */
  onend?: () => void;
  footer?: Snippet;
  /** Gives each row a box to tick: click, Space, or a range with Shift. */
  selection?: Selection;
}
