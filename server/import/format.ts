export const ENCODINGS = [
  'utf-8',
  'gb18030',
  'utf-16le',
  'utf-16be',
  'big5',
  'shift_jis',
  'euc-kr',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1254',
  'windows-1256',
  'windows-874',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A blank: any run of them. */
export const DELIMITERS = [',', '\t', ';', '|', ' ', '，', '；', '｜', '~', '^', '::'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How the rows of a file are to be read. */
export type FileFormat =
  | { type: 'csv'; encoding: Encoding; delimiter: Delimiter }
  /** `sheets`: names of all, `sheet`: the one that is read, `alike`: those with the same heads that are read after it. */
  | { type: 'xlsx'; sheet: string; sheets: string[]; alike: string[] };

/** A row as it stands in the file. `no` counts from 1 and includes every line of layout. */
export interface RawRow {
  no: number;
  cells: string[];
}

/** Rows as they become available. */
export interface RawRows {
  rows: RawRow[];
  /** How much of the file was read for them, 0 to 1. */
  share: number;
}

/** A table wider than this is no export of a platform. */
export const MOST_COLUMNS = 500;
