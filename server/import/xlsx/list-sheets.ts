import { readWorkbook } from './workbook.js';
import { openArchive } from './zip.js';

/** The sheets, visible ones first; none when the archive holds no workbook. */
export async function listSheets(path: string): Promise<{ name: string; hidden: boolean }[]> {
  const archive = await openArchive(path);
  try {
    return (await readWorkbook(archive)).sheets;
  } finally {
    archive.close();
  }
}
