import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '@fanloom/dsl/check/check.js';
import { UserError } from '../config/user-error.js';

/**
 * Reads SOP files, each once; of a folder, the `.sop` files in it.
 * Throws a UserError: SOPFILE001 none named, SOPFILE002 one cannot be read, SOPFILE003 one is not UTF-8.
 */
export async function readSopFiles(paths: readonly string[]): Promise<SourceFile[]> {
  const found = (await Promise.all(paths.map(filesAt))).flat();
  if (found.length === 0) throw noFiles();
  return Promise.all([...new Set(found)].map(async (path) => ({ path, text: await readText(path) })));
}

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.sop'));
  return names.sort().map((name) => join(path, name));
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    return decode('utf-8', bytes);
  } catch {
    throw notUtf8(path, encodingOf(bytes));
  }
}

function decode(encoding: string, bytes: Buffer): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

/** The encoding that bytes which are not UTF-8 are in, by the name that iconv knows; undefined when none fits. */
function encodingOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  try {
    decode('gb18030', bytes);
    return 'GB18030';
  } catch {
    return undefined;
  }
}

function noFiles(): UserError {
  return new UserError('SOPFILE001', {
    zh: '没有可以处理的文件。请写出 .sop 文件，或放着 .sop 文件的目录。',
    en: 'There is no file to work on. Name .sop files, or a folder that holds some.',
  });
}

function unreadable(path: string, error: unknown): UserError {
  const { code = '' } = error as { code?: string };
  const missing = code === 'ENOENT';
  return new UserError('SOPFILE002', {
    zh: missing ? `没有文件 ${path}。请检查文件名。` : `文件 ${path} 读不了（${code}）。请检查权限。`,
    en: missing
      ? `There is no file ${path}. Check the name.`
      : `The file ${path} cannot be read (${code}). Check its permissions.`,
  });
}

function notUtf8(path: string, encoding: string | undefined): UserError {
  if (encoding === undefined) {
    return new UserError('SOPFILE003', {
      zh: `${path} 不是文本文件。请用编辑器另存为 UTF-8 文本。`,
      en: `${path} is not a text file. Save it as UTF-8 text in an editor.`,
    });
  }
  const name = encoding === 'GB18030' ? 'GBK（GB18030）' : encoding;
  const convert = `iconv -f ${encoding} -t UTF-8 ${path} > utf8.sop`;
  return new UserError('SOPFILE003', {
    zh: `${path} 是 ${name} 编码，请转成 UTF-8：在编辑器里“另存为”选 UTF-8，或运行 ${convert}`,
    en: `${path} is in ${encoding}; convert it to UTF-8: save it as UTF-8 in an editor, or run ${convert}`,
  });
}
