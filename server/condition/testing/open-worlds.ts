import { type Db, openDatabase, type Tx } from '../../db/database.js';
import { createTestDatabase } from '../../testing/database.js';
import type { World } from './world.arbitrary.js';
import { insertShops, insertWorld } from './world.fixture.js';

/** A database with the shops of worlds. */
export interface Worlds {
  db: Db;
  /** Runs `work` over a database that holds just this world. */
  inWorld(given: World, work: (tx: Tx) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

class Undo extends Error {}

export async function openWorlds(): Promise<Worlds> {
  const database = await createTestDatabase();
  const db = openDatabase(database.url, { connections: 1 });
  await db.transaction().execute(insertShops);
  return {
    db,
    inWorld: async (given, work) => {
      const undone = db.transaction().execute(async (tx) => {
        await insertWorld(tx, given);
        await work(tx);
        throw new Undo();
      });
      await undone.catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error;
      });
    },
    close: async () => {
      await db.destroy();
      await database.drop();
    },
  };
}
