import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../../db/database.js';

/** How long an upload waits for somebody to start its import. */
const KEPT = '1 day';

/** Where the uploaded file of an import is. */
export function uploadPath(folder: string, importId: string): string {
  return join(folder, importId);
}

/** Longer than any file takes to come in. */
const PART_KEPT_MS = 3_600_000;

/** Removes uploads that nobody started, files whose import is over or gone, and what came in by halves: they hold personal data. */
export async function sweepUploads(db: Db, folder: string): Promise<void> {
  await db
    .deleteFrom('import')
    .where('state', '=', 'uploaded')
    .where('created_at', '<', sql<Date>`now() - ${KEPT}::interval`)
    .execute();
  const names = await listFolder(folder);
  for (const name of names.filter((name) => name.endsWith('.part'))) await removeOld(join(folder, name));
  const files = names.filter((name) => /^[0-9a-f-]{36}$/.test(name));
  if (files.length === 0) return;
  const wanted = await db
    .selectFrom('import')
    .select('id')
    .where('id', 'in', files)
    .where('state', 'in', ['uploaded', 'running'])
    .execute();
  const keep = new Set(wanted.map((row) => row.id));
  for (const name of files) if (!keep.has(name)) await rm(join(folder, name), { force: true });
}

/** A file that a server was receiving when it was killed. */
async function removeOld(path: string): Promise<void> {
  const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
  if (Date.now() - mtimeMs > PART_KEPT_MS) await rm(path, { force: true });
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Nothing was uploaded yet.
    return [];
  }
}
