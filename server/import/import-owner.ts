import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { invalidRequest } from '../problem/common.js';
import { listOwners } from '../staff/staff.queries.js';

/** Throws a Problem (REQ400) for an owner of fans who looks after none in the shop. */
export async function checkOwner(db: Db, scoped: ScopedDb, shopId: string, ownerId: string | null): Promise<void> {
  if (ownerId === null) return;
  const owners = await listOwners(db, scoped, shopId);
  if (owners.some((owner) => owner.id === ownerId)) return;
  throw invalidRequest([{ path: 'options.owner_id', message: 'Nobody who looks after fans in this shop' }]);
}
