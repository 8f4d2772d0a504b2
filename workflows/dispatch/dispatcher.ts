import type { Logger } from 'pino';
import type { Db } from '@fanloom/server/db/database.js';
import { returnExpired } from '@fanloom/server/coupon-expiry/return-expired.sql.js';
import { measureScores } from '@fanloom/server/score/measure-scores.js';
import { SHOP_SHARD } from '@fanloom/server/event/shard.js';
import { type Lease, releaseLeases, takeLeases } from './lease.js';
import { Loop } from './loop.js';
import { pendingShards } from './fact.sql.js';
import { ensurePartitions } from './partitions.js';
import { type Ring, Ringer, ringForgotten } from './ringer.js';
import { tick } from './tick.js';
import { sweepTags } from './upkeep.js';
import { wake } from './wake.js';

/** One for each shard of fans, and the shop's own. */
const SHARDS = SHOP_SHARD + 1;
const RENEW_LEASES_MS = 5_000;
const LOOK_FOR_SWEEPS_MS = 1_000;
const MAKE_PARTITIONS_MS = 3_600_000;
const LOOK_FOR_FORGOTTEN_MS = 10_000;

/** How far behind a lane may be before its run counts as forgotten: a minute of real time. */
const FORGOTTEN_AFTER_SECONDS = 60;

export interface DispatcherOptions {
  db: Db;
  /** Unique among the processes that dispatch. */
  owner: string;
  ring: Ring;
  /** Business seconds in a real one. */
  speed: number;
  log: Logger;
}

/** Turns facts into progress: wakes and ends fans in flight, lets fans in, and rings the runs that this concerns. */
export class Dispatcher {
  #leases: Lease[] = [];
  readonly #loops: Loop[];

  constructor(private readonly options: DispatcherOptions) {
    const { db, ring, speed, log } = options;
    const ringer = new Ringer(db, ring);
    const ringLoop = new Loop('ring', async () => (await ringer.pass()) > 0, 50, log);
    const wakeLoop = new Loop('wake', () => this.#wakeAll(ringLoop), 100, log);
    this.#loops = [
      new Loop('lease', () => this.#renew(wakeLoop), RENEW_LEASES_MS, log),
      wakeLoop,
      ringLoop,
      new Loop('tick', () => tick(db), 200, log),
      new Loop(
        'upkeep',
        async () => (await measureScores(db)) || (await returnExpired(db)) || (await sweepTags(db)),
        LOOK_FOR_SWEEPS_MS,
        log,
      ),
      new Loop('partitions', () => this.#makePartitions(), MAKE_PARTITIONS_MS, log),
      new Loop('forgotten', () => this.#lookForForgotten(speed), LOOK_FOR_FORGOTTEN_MS, log),
    ];
    this.#wakeLoop = wakeLoop;
  }

  readonly #wakeLoop: Loop;

  /** Facts have arrived. */
  hurry(): void {
    this.#wakeLoop.hurry();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
    await releaseLeases(this.options.db, this.options.owner);
  }

  async #renew(wakeLoop: Loop): Promise<boolean> {
    this.#leases = await takeLeases(this.options.db, this.options.owner, SHARDS);
    wakeLoop.hurry();
    return false;
  }

  async #wakeAll(ringLoop: Loop): Promise<boolean> {
    const { db } = this.options;
    const pending = await pendingShards(db);
    const handled = await wake(
      db,
      this.#leases.filter(({ shard }) => pending.has(shard)),
    );
    if (handled > 0) ringLoop.hurry();
    return handled > 0;
  }

  async #makePartitions(): Promise<boolean> {
    await ensurePartitions(this.options.db);
    return false;
  }

  async #lookForForgotten(speed: number): Promise<boolean> {
    await ringForgotten(this.options.db, FORGOTTEN_AFTER_SECONDS * Math.max(1, speed));
    return false;
  }
}
