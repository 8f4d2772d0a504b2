import type { ScopedDb } from '../access/scoped-db.js';
import { csvLine } from '../import/reject/reject-file.js';
import { type AuditFilter, type AuditLine, everyEntry } from './audit-trail.queries.js';

const heads = {
  zh: ['时间', '操作人', '操作人编号', '操作', '对象', '对象名称', '对象编号', '店铺', '详情'],
  en: ['Time', 'Person', 'Person id', 'Action', 'Subject', 'Subject name', 'Subject id', 'Shop', 'Detail'],
};

/** The entries as CSV for a spreadsheet, in pieces. */
export async function* auditFile(db: ScopedDb, filter: AuditFilter, language: 'zh' | 'en'): AsyncGenerator<string> {
  // A byte order mark, or Excel takes the file for GBK.
  yield `\ufeff${csvLine(heads[language])}`;
  for await (const page of everyEntry(db, filter)) yield page.map((entry) => csvLine(cells(entry))).join('');
}

function cells({ at, detail, ...entry }: AuditLine): string[] {
  const { actor_name, actor_id, action, subject, subject_name, subject_id, shop_id } = entry;
  const rest = [actor_name, actor_id, action, subject, subject_name, subject_id, shop_id].map((cell) => cell ?? '');
  return [at.toISOString(), ...rest, JSON.stringify(detail)];
}
