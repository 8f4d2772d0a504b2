import type { Bilingual, TextEdit } from '../problem/problem.js';
import { closingQuotes } from '../lexer/character.js';
import { type NamedKind, type Occurrence, occurrenceAt, occurrencesIn, sameName } from './occurrence.js';
import { type Document, documentAt, type DocumentEdit, type Location, type Project } from './project.js';

export type Renamed = { ok: true; edits: DocumentEdit[] } | { ok: false; why: Bilingual };

/** Kinds whose names live only in texts, or begin to exist where a text first uses them. */
const OWN = new Set<NamedKind>(['test', 'split', 'arm', 'task', 'tag']);
const LONGEST = 64;

/** The name under an offset and where it stands, if it can be renamed here. */
export function renamable(project: Project, path: string, offset: number): (Location & { name: string }) | null {
  const under = underCursor(project, path, offset);
  if (!under || !isOurs(project, under)) return null;
  return { path, range: inner(project, under), name: under.name };
}

/** Gives the name under an offset another one, everywhere in the documents: in definitions, steps, tests and texts. */
export function rename(project: Project, path: string, offset: number, wanted: string): Renamed {
  const under = underCursor(project, path, offset);
  if (!under) return refuse('这里没有可以改的名字。', 'There is no name to change here.');
  if (!isOurs(project, under)) {
    return refuse(
      `“${under.name}”是店里的名字，要到店铺里改；在这里改只会让文本找不到它。`,
      `“${under.name}” belongs to the shop and is renamed there; here the text would only lose it.`,
    );
  }
  const name = wanted.normalize('NFC');
  const wrong = wrongForm(name) ?? takenBy(project, under, name);
  if (wrong) return { ok: false, why: wrong };
  const places = sameName(project, under);
  const edits = project.documents.flatMap((document) => editsIn(document, places, name));
  return { ok: true, edits };
}

function underCursor(project: Project, path: string, offset: number): Occurrence | null {
  const document = documentAt(project, path);
  return document && occurrenceAt(document, offset);
}

function isOurs(project: Project, under: Occurrence): boolean {
  return OWN.has(under.kind) || sameName(project, under).some(({ role }) => role === 'defines');
}

function wrongForm(name: string): Bilingual | null {
  if (name.trim() === '') return { zh: '名字不能是空的。', en: 'A name is not empty.' };
  if (name !== name.trim()) return { zh: '名字前后不能有空格。', en: 'A name has no blanks at its ends.' };
  if (/[\r\n]/.test(name)) return { zh: '名字要写在一行里。', en: 'A name stays on one line.' };
  if ([...name].length > LONGEST) return { zh: '名字最多64个字。', en: 'A name has at most 64 characters.' };
  return null;
}

/** Two things of one kind would become one. A tag may: then both are the same tag. */
function takenBy(project: Project, under: Occurrence, name: string): Bilingual | null {
  if (name === under.name || under.kind === 'tag') return null;
  const taken = project.documents
    .flatMap(occurrencesIn)
    .some((one) => one.kind === under.kind && one.scope === under.scope && one.name === name && one.role !== 'uses');
  return taken
    ? { zh: `已经有叫“${name}”的了，请换一个名字。`, en: `There is one called “${name}” already; choose another name.` }
    : null;
}

function editsIn(document: Document, places: readonly Occurrence[], name: string): DocumentEdit[] {
  const { text } = document.parsed;
  const edits = places
    .filter(({ path }) => path === document.path)
    .sort((a, b) => a.range.from - b.range.from)
    .map(({ range }): TextEdit => ({ range, text: quotedLike(text.slice(range.from, range.to), name) }));
  return edits.length === 0 ? [] : [{ path: document.path, edits }];
}

/** The name in the quotes that were there; in straight ones where there were none. */
function quotedLike(image: string, name: string): string {
  const open = image.charAt(0);
  if (closingQuotes(open) === null) return `"${escaped(name)}"`;
  return open + escaped(name) + image.slice(-1);
}

function escaped(name: string): string {
  return name.replace(/["\\“”「」]/g, (c) => `\\${c}`);
}

/** Without the quotes, as an editor offers it for change. */
function inner(project: Project, { path, range }: Occurrence): Location['range'] {
  const text = documentAt(project, path)?.parsed.text ?? '';
  const quoted = closingQuotes(text.charAt(range.from)) !== null;
  return quoted ? { from: range.from + 1, to: range.to - 1 } : range;
}

function refuse(zh: string, en: string): Renamed {
  return { ok: false, why: { zh, en } };
}
