import type { UserError } from '../../config/user-error.js';
import { fileProblem } from '../import.problems.js';
import { readWorkbook } from './workbook.js';
import { openArchive, type Archive } from './zip.js';

/** The sheets, visible ones first; none when the archive holds no workbook. */
export async function listSheets(path: string): Promise<{ name: string; hidden: boolean }[]> {
  const archive = await openArchive(path);
  try {
    if (!archive.has('xl/workbook.xml')) throw otherArchive(archive);
    return (await readWorkbook(archive)).sheets;
  } finally {
    archive.close();
  }
}

/** Other office files are archives, too, and so are tables that somebody packed to send them. */
function otherArchive(archive: Archive): UserError {
  if (archive.has('xl/workbook.bin')) return fileProblem('IMP102', { format: '.xlsb' });
  if (archive.has('content.xml')) return fileProblem('IMP102', { format: '.ods' });
  if (archive.has('[Content_Types].xml')) return fileProblem('IMP102', { format: 'Office' });
  return fileProblem('IMP126');
}
