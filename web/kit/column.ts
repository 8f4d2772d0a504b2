export interface Column {
  id: string;
  label: string;
  numeric?: boolean | undefined;
  /** CSS width, for columns that should not follow their content. */
  width?: string;
  /** Name of the sort this column stands for. */
  sort?: string | undefined;
}
