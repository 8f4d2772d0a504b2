import { readWorkbook } from './workbook.js';
import { openArchive } from './zip.js';

/** Names of the sheets; empty when the archive holds no workbook. */
export async function listSheets(path: string): Promise<string[]> {
  const archive = await openArchive(path);
  try {
    return (await readWorkbook(archive)).sheets.map((sheet) => sheet.name);
  } finally {
    archive.close();
  }
}
