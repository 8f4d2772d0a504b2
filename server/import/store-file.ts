import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredFile } from './start-import.js';

/** Of one file, in bytes. */
export const MOST_BYTES = 1024 ** 3;
const LONGEST_NAME = 200;

/** Writes what arrives into a file that only this process reads, and measures it meanwhile. */
export async function storeFile(arriving: Readable, path: string, name: string): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(arriving, measure, createWriteStream(path, { mode: 0o600 }));
  return { name: plainName(name), sha256: hash.digest(), bytes };
}

/** The last part of the name, without what could confuse a screen or a file system. */
function plainName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .slice(-LONGEST_NAME);
  return plain === '' ? 'file' : plain;
}
