import type { ScopedDb } from '../access/scoped-db.js';
import { invalidRequest } from '../problem/common.js';
import { listOwners } from '../staff/staff.queries.js';

/** Throws a Problem (REQ400) for an owner of fans who does not work in the shop. */
export async function checkOwner(db: ScopedDb, shopId: string, ownerId: string | null): Promise<void> {
  if (ownerId === null) return;
  const owners = await listOwners(db, shopId);
  if (owners.some((owner) => owner.id === ownerId)) return;
  throw invalidRequest([{ path: 'options.owner_id', message: 'Nobody who works in this shop' }]);
}
