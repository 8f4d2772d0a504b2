import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { fileProblem } from '../import.problems.js';

const MOST_UNPACKED = 2 * 1024 ** 3;
const MOST_RATIO = 250;
/** Small parts may well be compressed more than that. */
const RATIO_MATTERS_FROM = 4 * 1024 ** 2;
const MOST_ENTRIES = 10_000;

/** The parts of an archive, whose declared sizes were checked before anything is unpacked. */
export interface Archive {
  names(): string[];
  has(name: string): boolean;
  /** Undefined when there is no such part. The stream ends with an error when a part is larger than declared. */
  part(name: string): Promise<Readable | undefined>;
  /** Unpacked size of a part in bytes. */
  sizeOf(name: string): number;
  close(): void;
}

/** Throws a UserError when the file is damaged or would unpack to an abnormal size. */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openZip(path);
  try {
    const entries = await listEntries(zip);
    return {
      names: () => [...entries.keys()],
      has: (name) => entries.has(name),
      part: async (name) => {
        const entry = entries.get(name);
        return entry && (await openEntry(zip, entry));
      },
      sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(fileProblem('IMP110', {}, error));
      else resolve(zip);
    });
  });
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    let unpacked = 0;
    zip.on('entry', (entry: Entry) => {
      unpacked += entry.uncompressedSize;
      if (isBomb(entry) || unpacked > MOST_UNPACKED || entries.size >= MOST_ENTRIES) {
        reject(fileProblem('IMP106'));
        return;
      }
      entries.set(nameOf(entry), entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error) => reject(fileProblem('IMP110', {}, error)));
    zip.readEntry();
  });
}

/** Set where a name is in UTF-8. */
const UTF8 = 0x800;

/** Without it a name is in the encoding of the machine that packed it: in China GBK. */
function nameOf({ fileName, fileNameRaw, generalPurposeBitFlag }: Entry): string {
  if ((generalPurposeBitFlag & UTF8) !== 0 || /^[\x20-\x7e]*$/.test(fileName)) return fileName;
  const utf8 = new TextDecoder().decode(fileNameRaw);
  return utf8.includes('\ufffd') ? new TextDecoder('gb18030').decode(fileNameRaw) : utf8;
}

function isBomb(entry: Entry): boolean {
  return isTooPacked(entry.uncompressedSize, entry.compressedSize);
}

/** Whether so many bytes out of so few are no table but a trap. */
export function isTooPacked(unpacked: number, packed: number): boolean {
  return unpacked > RATIO_MATTERS_FROM && unpacked > packed * MOST_RATIO;
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  if (entry.isEncrypted()) throw fileProblem('IMP126');
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(fileProblem('IMP110', {}, error));
      else resolve(stream);
    });
  });
}
