import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, vi } from 'vitest';
import { startSimulatedClock, stopSimulatedClock } from '@fanloom/server/clock/clock.js';
import { runBusinessClock } from '@fanloom/server/launch/business-clock.js';
import type { TestDatabase } from '@fanloom/server/testing/database.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { bindingContext } from '@fanloom/server/channel/binding-context.js';
import { at, EngineKit, KEYS, MASTER_KEY } from '@fanloom/workflows/testing/engine-kit.js';
import { FakeProvider } from './fake-provider.js';
import { TemporalServer } from './temporal-server.js';
import { type Runner, startWorker, type WorkerProcess } from './worker-process.js';

/** The SOPs under test use one channel. */
const CHANNEL = 'private_message';

export interface FaultOptions {
  honoursKeys: boolean;
  /** Business seconds in a real one. */
  speed: number;
  /** Business time stands still until `letTimeGoOn`. */
  held?: boolean;
  /** A migrated, empty database to use instead of one of the run's server. */
  database?: TestDatabase;
}

/** A shop with the product's own parts, each in a process that a test may end: Temporal, workers, a provider. */
export class FaultKit {
  readonly #workers: WorkerProcess[] = [];

  private constructor(
    readonly engine: EngineKit,
    readonly provider: FakeProvider,
    readonly temporal: TemporalServer,
    private readonly clock: { stop(): Promise<void> },
    private readonly speed: number,
    readonly folder: string,
  ) {}

  static async create({ honoursKeys, speed, held = false, database }: FaultOptions): Promise<FaultKit> {
    const folder = await makeTestFolder();
    const [engine, provider, temporal] = await Promise.all([
      EngineKit.create(at('2026-11-23 10:00'), database),
      FakeProvider.start({ honoursKeys }),
      TemporalServer.start(folder),
    ]);
    const clock = await runBusinessClock(engine.url, { speed, startAt: undefined, beat: 200 });
    if (held) await stopSimulatedClock(engine.db);
    const kit = new FaultKit(engine, provider, temporal, clock, speed, folder);
    await kit.#writeSecrets();
    await kit.#bind();
    return kit;
  }

  /** What the processes of the product are told here. */
  get env(): Record<string, string> {
    return {
      DATABASE_URL: this.engine.url,
      TEMPORAL_ADDRESS: this.temporal.address,
      FANLOOM_SECRETS: join(this.folder, 'secrets.json'),
    };
  }

  /** Starts another worker. @param differently what it is told otherwise */
  async startWorker(differently: Record<string, string> = {}, runner?: Runner): Promise<WorkerProcess> {
    const log = join(this.folder, `worker-${String(this.#workers.length)}.log`);
    const worker = await startWorker({ ...this.env, ...differently }, log, runner);
    this.#workers.push(worker);
    return worker;
  }

  /** Lets business time go on that was held. */
  async letTimeGoOn(): Promise<void> {
    await startSimulatedClock(this.engine.db, this.speed);
  }

  /** As if a minute had gone by: what a process had reserved that does not report any more is free again. */
  async passLeases(): Promise<void> {
    const { db } = this.engine;
    await sql`update shard_lease set until = '-infinity'`.execute(db);
    await sql`update effect set lease_until = '-infinity' where status = 'sending'`.execute(db);
  }

  /** New fans follow, `n` of them, in one batch. @returns their ids */
  async follow(n: number): Promise<string[]> {
    const batch = randomBytes(4).toString('hex');
    return this.engine.happenTo(
      Array.from({ length: n }, (_, no) => `粉丝${batch}${String(no)}`),
      'follow',
    );
  }

  /** How many rows of `table` there are, or of them those where `condition` holds. */
  async count(table: 'effect' | 'enrolment' | 'fact_outbox' | 'lane', condition = sql<boolean>`true`): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(table)} where ${condition}`.execute(this.engine.db);
    return rows[0]?.n ?? 0;
  }

  /** Waits until all enrolments have ended and nothing is on its way to the provider. */
  async finished(fans: number, timeout = 90_000): Promise<void> {
    const states = async () => ({
      finished: await this.count('enrolment', sql`state = 'finished'`),
      enrolled: await this.count('enrolment'),
      underway: await this.count('effect', sql`status in ('planned', 'sending')`),
    });
    const end = { finished: fans, enrolled: fans, underway: 0 };
    await vi.waitFor(async () => expect(await states()).toEqual(end), { timeout, interval: 50 });
  }

  /** Statuses of messages, by `fan/text`. */
  async statuses(): Promise<Map<string, string>> {
    const rows = await this.engine.db.selectFrom('effect').select(['fan_id', 'body', 'status']).execute();
    return new Map(rows.map((row) => [`${row.fan_id}/${row.body ?? ''}`, row.status]));
  }

  async dispose(): Promise<void> {
    for (const worker of this.#workers) await worker.kill();
    await this.clock.stop();
    await this.provider.down();
    await this.temporal.dispose();
    await this.engine.dispose();
    await rm(this.folder, { recursive: true });
  }

  async #writeSecrets(): Promise<void> {
    const secrets = {
      master_key: MASTER_KEY.toString('base64'),
      lookup_key: KEYS.lookupKey.toString('base64'),
      session_key: randomBytes(32).toString('base64'),
    };
    await writeFile(this.env['FANLOOM_SECRETS'] ?? '', JSON.stringify(secrets), { mode: 0o600 });
  }

  async #bind(): Promise<void> {
    const { db, shop } = this.engine;
    const config = JSON.stringify({ url: this.provider.url, honours_keys: this.provider.honoursKeys });
    const secret = KEYS.masterKeys.seal(this.provider.secret, bindingContext(shop.id, CHANNEL));
    await db
      .insertInto('channel_binding')
      .values({ shop_id: shop.id, channel: CHANNEL, provider: 'webhook', config, secret_encrypted: secret })
      .execute();
  }
}
