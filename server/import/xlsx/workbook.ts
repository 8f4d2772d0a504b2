import type { Archive } from './zip.js';
import { attribute, readXml } from './xml.js';

export interface Workbook {
  /** In the order of the tabs, visible ones first. */
  sheets: { name: string; part: string; hidden: boolean }[];
  /** Days count from 1904 instead of 1900. */
  date1904: boolean;
}

export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const parts = await readRelations(archive);
  const sheets: Workbook['sheets'] = [];
  let date1904 = false;
  await readXml(await archive.part('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attribute(attributes, 'date1904') ?? '');
      if (name !== 'sheet') return;
      const part = parts.get(attribute(attributes, 'id') ?? '');
      const hidden = (attribute(attributes, 'state') ?? 'visible') !== 'visible';
      if (part !== undefined) sheets.push({ name: attribute(attributes, 'name') ?? part, part, hidden });
    },
  });
  sheets.sort((a, b) => Number(a.hidden) - Number(b.hidden));
  return { sheets, date1904 };
}

async function readRelations(archive: Archive): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  await readXml(await archive.part('xl/_rels/workbook.xml.rels'), {
    open(name, attributes) {
      const [id, target] = [attribute(attributes, 'Id'), attribute(attributes, 'Target')];
      if (name !== 'Relationship' || id === undefined || target === undefined) return;
      parts.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return parts;
}
