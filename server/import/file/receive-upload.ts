import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { invalidRequest, tooLarge } from '../../problem/common.js';
import type { StoredFile } from '../start-import.js';
import { MOST_BYTES, storeFile } from './store-file.js';

/** A file as it came, on the way to its import. */
export interface Upload {
  fields: Map<string, string>;
  file: StoredFile & { path: string };
}

/**
 * Writes the one file of a multipart request into the folder while it arrives, readable by this process only.
 * Throws a Problem when the request is not of that form (400) or the file is too large (413), and what the file system throws; nothing is left then.
 */
export async function receiveUpload(request: Request, folder: string): Promise<Upload> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}.part`);
  try {
    return await receive(request, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function receive(request: Request, path: string): Promise<Upload> {
  const parser = openParser(request);
  const fields = new Map<string, string>();
  let arriving: Promise<StoredFile> | undefined;
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (_, stream, info) => {
    arriving = store(stream, path, info.filename ?? '');
    // Met below, once the request has been read to its end: whoever still sends would not see the answer.
    arriving.catch(() => stream.resume());
  });
  const body = request.body ? Readable.fromWeb(request.body) : Readable.from([]);
  await pipeline(body, parser).catch(() => {
    throw malformed();
  });
  if (!arriving) throw malformed();
  return { fields, file: { ...(await arriving), path } };
}

function openParser(request: Request): busboy.Busboy {
  try {
    return busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 10, fieldSize: 1_000, fileSize: MOST_BYTES },
    });
  } catch {
    throw malformed();
  }
}

async function store(stream: Readable & { truncated?: boolean }, path: string, name: string): Promise<StoredFile> {
  const file = await storeFile(stream, path, name);
  if (stream.truncated === true) throw tooLarge();
  return file;
}

function malformed() {
  return invalidRequest([{ path: 'file', message: 'One file is wanted, as multipart/form-data' }]);
}
