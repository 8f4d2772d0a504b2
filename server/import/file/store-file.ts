import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { StoredFile } from '../start-import.js';

/** Of one file, in bytes. */
export const MOST_BYTES = 1024 ** 3;
const LONGEST_NAME = 200;

/**
 * Writes what arrives into a file that only this process reads, and measures it meanwhile. Reads to the end also when the disk
 * is full, and throws what the file system says only then.
 */
export async function storeFile(arriving: Readable, path: string, name: string): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  let failure: Error | undefined;
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of arriving as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      if (!failure) await file.appendFile(chunk).catch((error: Error) => (failure = error));
    }
  } finally {
    await file.close();
  }
  if (failure) throw failure;
  return { name: plainName(name), sha256: hash.digest(), bytes };
}

/** The last part of the name, without what could confuse a screen or a file system. */
export function plainName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .slice(-LONGEST_NAME);
  return plain === '' ? 'file' : plain;
}
