import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../config/user-error.js';
import { Problem } from '../../problem/problem.js';
import { fileProblem } from '../import.problems.js';
import type { StoredFile } from '../start-import.js';
import { MOST_BYTES, plainName, storeFile } from './store-file.js';
import { type Archive, isTooPacked, openArchive } from '../xlsx/zip.js';

const TABLE = /\.(?:csv|tsv|txt|dat|xlsx)$/i;
/** Named in the sentence; a program is told all. */
const LISTED = 20;
/** What systems put into archives of their own accord. */
const ASIDE = /\/$|^__MACOSX\/|(?:^|\/)\.[^/]*$/;

/**
 * Puts a table in the place of the archive that holds it: `.gz`, or `.zip`. Any other file stays as it is.
 *
 * @param table which one, where there are several
 * @returns the file as it is now. Throws a UserError: IMP106 for an abnormal size, IMP110 for a damaged archive, IMP126 for
 *   one with a password; a Problem (IMP146) that lists the tables where it is open which one is meant.
 */
export async function unpackFile<F extends StoredFile & { path: string }>(file: F, table?: string): Promise<F> {
  const magic = await firstBytes(file.path);
  if (magic.startsWith(GZIP)) return replace(file, () => unzipped(file.path));
  if (!magic.startsWith(ZIP)) return file;
  const archive = await openArchive(file.path);
  try {
    const tables = tablesOf(archive);
    const [name = ''] = tables.length > 1 ? tables.filter((one) => one === table) : tables;
    if (tables.length > 1 && name === '') throw severalTables(tables);
    if (!archive.has(name)) return file;
    return await replace({ ...file, ...(tables.length > 1 && { name: plainName(name) }) }, () => archive.part(name));
  } finally {
    archive.close();
  }
}

/**
 * The tables of an archive one after another, each as a file of its own in the folder until the next is wanted; any other
 * file is told as it is. Throws as {@link unpackFile} does.
 */
export async function* eachTable({ path, name }: NamedFile, folder: string): AsyncGenerator<NamedFile> {
  const magic = await firstBytes(path);
  if (magic.startsWith(GZIP)) yield* asFile(folder, path, name.replace(/\.gz$/i, ''), () => unzipped(path));
  else if (magic.startsWith(ZIP)) yield* tablesIn({ path, name }, folder);
  else yield { path, name };
}

interface NamedFile {
  path: string;
  name: string;
}

async function* tablesIn(file: NamedFile, folder: string): AsyncGenerator<NamedFile> {
  const archive = await openArchive(file.path);
  try {
    const tables = tablesOf(archive);
    // Workbooks are archives, too.
    if (tables.length === 0) yield file;
    for (const table of tables) yield* asFile(folder, file.path, plainName(table), () => archive.part(table));
  } finally {
    archive.close();
  }
}

async function* asFile(folder: string, packed: string, name: string, unpack: Unpack): AsyncGenerator<NamedFile> {
  const path = join(folder, `${randomUUID()}.part`);
  try {
    await write(path, packed, name, unpack);
    yield { path, name };
  } finally {
    await rm(path, { force: true });
  }
}

const GZIP = '1f8b';
const ZIP = '504b';

function tablesOf(archive: Archive): string[] {
  return archive.names().filter((name) => !ASIDE.test(name) && TABLE.test(name));
}

function severalTables(tables: string[]): Problem {
  const { code, text } = fileProblem('IMP146', { tables: tables.slice(0, LISTED).join('、') });
  return new Problem(422, code, text, { details: { tables } });
}

async function firstBytes(path: string): Promise<string> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw fileProblem('IMP112', {}, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function unzipped(path: string): Readable {
  const unpacked = createGunzip();
  // Errors of the file, too, are met by whoever reads.
  pipeline(createReadStream(path), unpacked, () => undefined);
  return unpacked;
}

/** Opens what is packed. Damage may show at once, so it is called only when its stream is read: nobody else hears of it. */
type Unpack = () => Readable | Promise<Readable | undefined>;

async function replace<F extends StoredFile & { path: string }>(file: F, unpack: Unpack): Promise<F> {
  // What a killed process leaves is swept away by this end of its name.
  const path = `${file.path}.unpacked.part`;
  const { sha256, bytes } = await write(path, file.path, file.name, unpack);
  await rename(path, file.path);
  return { ...file, sha256, bytes };
}

/** Writes what is packed in one file into another; nothing is left of it when it is refused. */
async function write(path: string, packed: string, name: string, unpack: Unpack): Promise<StoredFile> {
  try {
    const { size } = await stat(packed);
    return await storeFile(Readable.from(within(unpack, size)), path, name);
  } catch (error) {
    await rm(path, { force: true });
    throw isOfArchive(error) ? fileProblem('IMP110', {}, error) : error;
  }
}

async function* within(unpack: Unpack, packed: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of ((await unpack()) ?? []) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES || isTooPacked(bytes, packed)) throw fileProblem('IMP106');
    yield chunk;
  }
}

/** What zlib and the reader of archives say of damage; the file system's errors have a number. */
function isOfArchive(error: unknown): boolean {
  return error instanceof Error && !(error instanceof UserError) && !('syscall' in error);
}
