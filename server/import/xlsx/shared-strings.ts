import { fileProblem } from '../import.problems.js';
import type { Archive } from './zip.js';
import { readXml } from './xml.js';

/** They are held in memory for as long as the sheet is read. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** Texts that cells refer to by number. Phonetic hints are left out, rich text is joined. */
export async function readSharedStrings(archive: Archive): Promise<string[]> {
  const strings: string[] = [];
  let characters = 0;
  let text = '';
  let inText = false;
  let inPhonetic = false;
  await readXml(await archive.part('xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') inPhonetic = true;
      if (name === 't') inText = !inPhonetic;
    },
    text(part) {
      if (!inText) return;
      text += part;
      characters += part.length;
      if (characters > MOST_CHARACTERS) throw fileProblem('IMP106');
    },
    close(name) {
      if (name === 't') inText = false;
      if (name === 'rPh') inPhonetic = false;
      if (name === 'si') strings.push(text);
    },
  });
  return strings;
}
