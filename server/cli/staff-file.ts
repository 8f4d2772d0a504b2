import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { UserError } from '../config/user-error.js';
import { detectEncoding } from '../import/csv/detect-encoding.js';

/** One person of a file. A column that the file does not have, or that is empty, is undefined: it changes nothing. */
export interface StaffRow {
  /** Of the row in the file, the header being 1. */
  line: number;
  login: string;
  name?: string;
  roles?: string;
  team?: string;
  active?: string;
}

/** What a column may be called, in either language. */
const columns = new Map<string, Exclude<keyof StaffRow, 'line'>>([
  ['login', 'login'],
  ['账号', 'login'],
  ['登录名', 'login'],
  ['name', 'name'],
  ['姓名', 'name'],
  ['roles', 'roles'],
  ['role', 'roles'],
  ['角色', 'roles'],
  ['team', 'team'],
  ['小组', 'team'],
  ['团队', 'team'],
  ['active', 'active'],
  ['在用', 'active'],
]);

const mostRows = 10_000;

/**
 * Reads a list of people, in UTF-8 or as Excel saves it in China.
 * @throws UserError STFCLI001 for a file that is no CSV or has too many rows, STFCLI002 for its columns
 */
export function readStaffFile(bytes: Buffer): StaffRow[] {
  const [header = [], ...rows] = parseCells(bytes);
  const fields = header.map((title) => columns.get(title.trim().toLowerCase()));
  const unknown = header.filter((_, at) => fields[at] === undefined);
  const isTwice = new Set(fields).size < fields.length;
  if (unknown.length > 0 || isTwice || !fields.includes('login')) throw wrongColumns();
  return rows.map((cells, at) => {
    const row: StaffRow = { line: at + 2, login: '' };
    for (const [column, field] of fields.entries()) {
      const text = cells[column]?.trim() ?? '';
      if (field !== undefined && text !== '') row[field] = text;
    }
    return row;
  });
}

function parseCells(bytes: Buffer): string[][] {
  const text = iconv.decode(bytes, detectEncoding(bytes) ?? 'utf8');
  try {
    const rows = parse(text, { bom: true, to: mostRows + 2, relax_column_count_less: true });
    if (rows.length <= mostRows + 1) return rows;
  } catch {
    // Told below, without what the parser quotes from the file.
  }
  throw new UserError('STFCLI001', {
    zh: `这个文件不是完整的 CSV，或超过 ${String(mostRows)} 行。请从表格软件另存为 CSV，或分成几个文件。`,
    en: `This file is no complete CSV, or has more than ${String(mostRows)} rows. Save it as CSV from the spreadsheet, or split it.`,
  });
}

function wrongColumns(): UserError {
  return new UserError('STFCLI002', {
    zh: '第一行要写列名：账号（必须有）、姓名、角色、小组、在用，每列一次，没有别的列。',
    en: 'The first line names the columns: login (needed), name, roles, team, active; each once, and no others.',
  });
}
