import { open, type FileHandle } from 'node:fs/promises';
import { detectDelimiter } from '../csv/detect-delimiter.js';
import { detectEncoding } from '../csv/detect-encoding.js';
import type { FileFormat } from '../format.js';
import { fileProblem } from '../import.problems.js';
import { listSheets } from '../xlsx/list-sheets.js';

const SAMPLE_BYTES = 256 * 1024;

/** Files that people rename to .csv or .xlsx, by their first bytes. */
const FOREIGN: [string, string][] = [
  ['255044462d', 'PDF'],
  ['89504e47', 'PNG'],
  ['ffd8ff', 'JPEG'],
  ['47494638', 'GIF'],
  ['7b5c727466', 'RTF'],
];

/** Files that have others in them. */
const ARCHIVES = ['526172211a07', '377abcaf271c', '1f8b'];

/** Name of the stream in which Office keeps a workbook that has a password. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/** Settings a person chose where the detection was wrong. */
export interface FormatChoice {
  encoding?: Extract<FileFormat, { type: 'csv' }>['encoding'] | undefined;
  delimiter?: Extract<FileFormat, { type: 'csv' }>['delimiter'] | undefined;
  sheet?: string | undefined;
}

/** How to read a file, from what is in it: its name is not believed. Throws a UserError for what is no table. */
export async function inspectFile(path: string, choice: FormatChoice = {}): Promise<FileFormat> {
  const file = await openFile(path);
  try {
    const head = await readAt(file, 0, SAMPLE_BYTES);
    if (head.length === 0) throw fileProblem('IMP101');
    refuseForeign(head);
    if (head.subarray(0, 2).toString('latin1') === 'PK') return await inspectXlsx(path, choice);
    return inspectText(await textSample(file, head), choice);
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw fileProblem('IMP112', {}, error);
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function refuseForeign(head: Buffer): void {
  const hex = head.toString('hex', 0, 16);
  if (hex.startsWith('d0cf11e0')) throw fileProblem(head.includes(ENCRYPTED) ? 'IMP115' : 'IMP103');
  if (ARCHIVES.some((magic) => hex.startsWith(magic))) throw fileProblem('IMP126');
  const foreign = FOREIGN.find(([magic]) => hex.startsWith(magic));
  if (foreign) throw fileProblem('IMP102', { format: foreign[1] });
  const text = head.toString('utf8', 0, 512);
  if (/^\s*(?:\ufeff)?<(?:!doctype|html|table|\?xml|style|meta)/i.test(text)) {
    throw fileProblem('IMP102', { format: 'HTML/XML' });
  }
  if (/^\s*(?:\ufeff)?(?:\[\s*)?\{\s*"[^"]*"\s*:/.test(text)) throw fileProblem('IMP102', { format: 'JSON' });
}

/** A file may begin with a long stretch of plain ASCII that tells no encoding: the sample is taken where it ends. */
async function textSample(file: FileHandle, head: Buffer): Promise<Buffer> {
  let sample = head;
  for (let at = head.length; sample.length > 0 && sample.every((byte) => byte < 0x80 && byte !== 0);) {
    const next = await readAt(file, at, SAMPLE_BYTES);
    if (next.length === 0) return head;
    at += next.length;
    sample = next;
  }
  // Both ends of a piece may cut a character; what precedes the first line end is left out.
  const lineEnd = sample === head ? -1 : sample.indexOf(0x0a);
  return sample === head ? head : Buffer.concat([head, sample.subarray(lineEnd + 1)]);
}

function inspectText(sample: Buffer, choice: FormatChoice): FileFormat {
  const encoding = choice.encoding ?? detectEncoding(sample);
  if (!encoding) {
    if (sample.subarray(0, 4096).includes(0)) throw fileProblem('IMP102', { format: { zh: '二进制', en: 'binary' } });
    throw fileProblem('IMP107');
  }
  const text = new TextDecoder(encoding).decode(sample.subarray(0, SAMPLE_BYTES), { stream: true });
  if (text.trim() === '') throw fileProblem('IMP101');
  return { type: 'csv', encoding, delimiter: choice.delimiter ?? detectDelimiter(text) };
}

async function inspectXlsx(path: string, choice: FormatChoice): Promise<FileFormat> {
  const sheets = (await listSheets(path)).map(({ name }) => name);
  const sheet = sheets.find((name) => name === choice.sheet) ?? sheets[0];
  if (sheet === undefined) throw fileProblem('IMP110');
  return { type: 'xlsx', sheet, sheets, alike: [] };
}
