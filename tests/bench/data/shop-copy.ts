import { openDatabase } from '@fanloom/server/db/database.js';
import type { Stage, StageDatabase } from '../stage.js';
import { type FilledShop, fillShop } from './fill-shop.js';

/** The business day on which the past of the shop ends, and at which everything is asked. */
export const TODAY = '2026-11-23';
export const NOW = new Date(`${TODAY}T10:00:00+08:00`);
const EVENTS_EACH = 10;

export interface ShopCopy extends FilledShop {
  database: StageDatabase;
}

interface Original {
  database: StageDatabase;
  shop: FilledShop;
}

const originals = new WeakMap<Stage, Map<number, Promise<Original>>>();

/** A shop of so many fans, as many orders and ten times as many events: made once on a stage, a copy for whoever asks. */
export async function copyShop(stage: Stage, fans: number): Promise<ShopCopy> {
  const bySize = originals.get(stage) ?? new Map<number, Promise<Original>>();
  originals.set(stage, bySize);
  const made = bySize.get(fans) ?? make(stage, fans);
  bySize.set(fans, made);
  const { database, shop } = await made;
  return { ...shop, database: await stage.database(database) };
}

async function make(stage: Stage, fans: number): Promise<Original> {
  const database = await stage.database();
  // A busy machine may take longer over a million rows than any request of the product may.
  const db = openDatabase(database.url, { connections: 1, patient: true });
  try {
    return { database, shop: await fillShop(db, { fans, orders: fans, events: EVENTS_EACH * fans, endsAt: NOW }) };
  } finally {
    await db.destroy();
  }
}
