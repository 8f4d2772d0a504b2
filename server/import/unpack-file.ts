import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../config/user-error.js';
import { fileProblem } from './import.problems.js';
import type { StoredFile } from './start-import.js';
import { MOST_BYTES, storeFile } from './store-file.js';
import { isTooPacked, openArchive } from './xlsx/zip.js';

const TABLE = /\.(?:csv|tsv|txt|dat|xlsx)$/i;
/** What systems put into archives of their own accord. */
const ASIDE = /\/$|^__MACOSX\/|(?:^|\/)\.[^/]*$/;

/**
 * Puts the table in the place of the archive that holds nothing else: `.gz`, or `.zip` with one file. Any other file stays as
 * it is.
 *
 * @returns the file as it is now. Throws a UserError: IMP106 for an abnormal size, IMP110 for a damaged archive, IMP126 for
 *   one with a password.
 */
export async function unpackFile<F extends StoredFile & { path: string }>(file: F): Promise<F> {
  const magic = await firstBytes(file.path);
  if (magic.startsWith('1f8b')) return replace(file, createReadStream(file.path).pipe(createGunzip()));
  if (!magic.startsWith('504b')) return file;
  const archive = await openArchive(file.path);
  try {
    const names = archive.names().filter((name) => !ASIDE.test(name));
    const [name = ''] = names;
    const table = names.length === 1 && TABLE.test(name) ? await archive.part(name) : undefined;
    return table ? await replace(file, table) : file;
  } finally {
    archive.close();
  }
}

async function firstBytes(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function replace<F extends StoredFile & { path: string }>(file: F, unpacked: Readable): Promise<F> {
  // What a killed process leaves is swept away by this end of its name.
  const path = `${file.path}.unpacked.part`;
  try {
    const { size } = await stat(file.path);
    const { sha256, bytes } = await storeFile(Readable.from(within(unpacked, size)), path, file.name);
    await rename(path, file.path);
    return { ...file, sha256, bytes };
  } catch (error) {
    await rm(path, { force: true });
    throw isOfArchive(error) ? fileProblem('IMP110', {}, error) : error;
  }
}

async function* within(unpacked: AsyncIterable<Buffer>, packed: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of unpacked) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES || isTooPacked(bytes, packed)) throw fileProblem('IMP106');
    yield chunk;
  }
}

/** What zlib and the reader of archives say of damage; the file system's errors have a number. */
function isOfArchive(error: unknown): boolean {
  return error instanceof Error && !(error instanceof UserError) && !('syscall' in error);
}
