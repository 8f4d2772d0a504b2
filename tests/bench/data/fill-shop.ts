import { sql } from 'kysely';
import { ensurePackagedRoles } from '@fanloom/server/access/packaged-roles.js';
import { giveRole } from '@fanloom/server/account/setup.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { defineDraws } from './draw.sql.js';
import { ensureMonths, fillEvents } from './event.sql.js';
import { projectFans } from './fan-shop.sql.js';
import { fillFans } from './fan.sql.js';
import { fillOrders } from './order.sql.js';
import type { ShopSize } from './size.js';

/** Enough that each looks after a share of the fans as in a real team. */
const STAFF = 50;

export interface FilledShop {
  shopId: string;
  /** Of the operator, who sees the whole shop. */
  operatorId: string;
  /** People who look after fans of their own; nobody can log in as them. */
  staffIds: string[];
}

/**
 * Writes a shop with its fans, orders and events straight into an empty, migrated database, set by set and without the
 * importer: what is measured later must not depend on what made its data.
 */
export async function fillShop(db: Db, size: ShopSize): Promise<FilledShop> {
  const shop = await db.transaction().execute(async (tx) => {
    const filled = await makePeople(tx);
    const owners = filled.staffIds.map((id) => ({ id, teamId: filled.teamId }));
    await defineDraws(tx);
    await ensureMonths(tx, size);
    await fillFans(tx, filled.shopId, size);
    await fillOrders(tx, filled.shopId, size);
    await fillEvents(tx, filled.shopId, size);
    await projectFans(tx, filled.shopId, owners);
    return filled;
  });
  await sql`vacuum analyze`.execute(db);
  return { shopId: shop.shopId, operatorId: shop.operatorId, staffIds: shop.staffIds };
}

async function makePeople(tx: Tx): Promise<FilledShop & { teamId: string }> {
  await ensurePackagedRoles(tx);
  const { id: shopId } = await tx
    .insertInto('shop')
    .values({ name: 'bench' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: teamId } = await tx
    .insertInto('team')
    .values({ shop_id: shopId, name: 'bench' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const operatorId = await addPerson(tx, 'bench-operator', null);
  await giveRole(tx, operatorId, 'operator', shopId);
  const staffIds: string[] = [];
  for (let no = 1; no <= STAFF; no++) {
    const id = await addPerson(tx, `bench-staff-${no}`, teamId);
    await giveRole(tx, id, 'staff', shopId);
    staffIds.push(id);
  }
  return { shopId, teamId, operatorId, staffIds };
}

async function addPerson(tx: Tx, login: string, teamId: string | null): Promise<string> {
  const { id } = await tx
    .insertInto('staff')
    .values({ login, name: login, team_id: teamId })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
