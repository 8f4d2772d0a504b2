import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { HOUR } from '@fanloom/dsl/core/zone.js';
import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import type { World } from './generate/world.js';
import { importHistory } from './history.js';
import { actorFor, PEOPLE, setUpShop } from './people.js';
import { readProgress, writeProgress, type DemoProgress } from './progress.js';
import { publishTemplates } from './sops.js';

const SEED = 20_260_305;

export interface DemoSize {
  fans: number;
  orders: number;
}

const DEMO_SIZE: DemoSize = { fans: 3_000, orders: 6_000 };

export interface PreparedDemo {
  shopId: string;
  world: World;
  progress: DemoProgress;
}

/**
 * Makes an empty installation the demo shop: people, the past from its exports, SOPs from their texts. Each step that an
 * earlier start has done is left out, so a start that was interrupted is gone on with.
 *
 * Throws a UserError (DEMO…) when the installation belongs to somebody else or a step fails.
 *
 * @param folder data folder, for the exports and for how far the demo has come
 */
export async function prepareDemo(
  db: Db,
  keys: Keys,
  folder: string,
  say: (line: Bilingual) => void,
  size: DemoSize = DEMO_SIZE,
): Promise<PreparedDemo> {
  const { shopId } = await setUpShop(db);
  const progress = (await readProgress(folder)) ?? (await begin(db, folder));
  const world: World = { ...size, seed: SEED, days: 180, endsAt: progress.startsAt };
  if (progress.prepared) {
    say({ zh: '演示数据已在，接着上次继续', en: 'The demo goes on where it was' });
    return { shopId, world, progress };
  }
  say({ zh: '准备演示店铺…', en: 'Preparing the demo shop …' });
  const operator = await actorFor(db, PEOPLE.lin);
  await importHistory(world, { db, keys, shopId, staffId: operator.staffId, folder, say });
  await publishTemplates(db, operator, shopId, say);
  const prepared = { ...progress, prepared: true };
  await writeProgress(folder, prepared);
  return { shopId, world, progress: prepared };
}

/** The opening broadcast begins with the next full hour. */
async function begin(db: Db, folder: string): Promise<DemoProgress> {
  const startsAt = Math.ceil((await businessNow(db)).getTime() / HOUR) * HOUR;
  const progress = { startsAt, playedUntil: startsAt - 1, prepared: false };
  await writeProgress(folder, progress);
  return progress;
}
