import { sql } from 'kysely';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import type { MasterKeys } from './master-keys.js';
import { keyUse, type OnProgress, rewrap, sealedColumns } from './rewrap.sql.js';

/** Versions of master keys that are still needed to open something. */
async function usedVersions(db: Db): Promise<number[]> {
  return [...(await keyUse(db)).keys()];
}

/** Whether a rotation is still to be finished. */
export async function isRotating(db: Db, keys: MasterKeys): Promise<boolean> {
  return (await usedVersions(db)).some((version) => version !== keys.current);
}

/** Seals everything with the current master key, until nothing needs another one. */
export async function finishRotation(db: Db, keys: MasterKeys, onProgress: OnProgress): Promise<void> {
  let sealed = 0;
  while (await isRotating(db, keys)) {
    await rewrap(db, keys, (n) => {
      sealed += n;
      return onProgress(n);
    });
  }
  const detail = { version: keys.current, sealed };
  await appendAudit(db, { actorId: null, action: 'keys.rotate', subject: 'keys', subjectId: null, detail });
}

/**
 * Runs `drop` when nothing needs the master key any more. Writers wait meanwhile, so nobody is just about to use it.
 *
 * @returns false when something does need it
 */
export async function dropWhenUnused(db: Db, version: number, drop: () => Promise<void>): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const tables = [...new Set(sealedColumns.map(({ table }) => table))].sort();
    await sql`lock table ${sql.join(tables.map((table) => sql.table(table)))} in share mode`.execute(tx);
    if ((await keyUse(tx)).has(version)) return false;
    await appendAudit(tx, {
      actorId: null,
      action: 'keys.remove',
      subject: 'keys',
      subjectId: null,
      detail: { version },
    });
    await drop();
    return true;
  });
}
