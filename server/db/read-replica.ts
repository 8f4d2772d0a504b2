import { Kysely } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { type Db, openPool } from './database.js';
import { Dialect } from './dialect.js';
import type { DB } from './generated/schema.js';
import { movingClient } from './moving-client.js';
import { preparing } from './prepared.js';

/** `foreign`: a copy of another database, or none at all. */
export type ReplicaState = 'close' | 'behind' | 'away' | 'foreign';

export interface ReplicaPlace {
  url: string;
  /** How far behind the copy may be, in seconds. */
  lagSeconds: number;
}

/** A streaming copy of the database, for what stands to be some seconds old: reports, exports, counts. */
export interface ReadReplica {
  /**
   * Reads from the copy while it is close behind, from the database itself otherwise, and what the copy breaks off there
   * once more; refuses to write to either.
   */
  db: Db;
  /** Where a thread with a connection of its own may read now. */
  url(): string;
  state(): ReplicaState;
  stop(): Promise<void>;
}

const CONNECT_MS = 2_000;
const ANSWER_MS = 3_000;
const LOOK_EVERY_MS = 1_000;
const CONNECTIONS = 5;

/** Opens the copy and looks after it every second. The first look is over when this resolves. */
export async function openReadReplica(databaseUrl: string, place: ReplicaPlace): Promise<ReadReplica> {
  const options = { connections: CONNECTIONS, waitMs: CONNECT_MS, name: 'fanloom-reports', readOnly: true };
  const database = openPool(databaseUrl, { ...options, waitMs: 10_000 });
  const copy = openPool(place.url, options);
  const watch = new ReplicaWatch(databaseUrl, place);
  await watch.look();
  const stopping = new AbortController();
  const watching = keepLooking(watch, stopping.signal);
  const isClose = () => watch.state === 'close';
  const connectToDatabase = () => database.connect();
  const connectToCopy = async () => movingClient(await copy.connect(), connectToDatabase);
  const pool = {
    connect: () => (isClose() ? connectToCopy().catch(connectToDatabase) : connectToDatabase()),
    end: async () => void (await Promise.all([copy.end(), database.end()])),
  };
  const db = new Kysely<DB>({ dialect: new Dialect({ pool: preparing(pool) }) });
  return {
    db,
    url: () => (isClose() ? place.url : databaseUrl),
    state: () => watch.state,
    stop: async () => {
      stopping.abort();
      await watching;
      await Promise.all([db.destroy(), watch.close()]);
    },
  };
}

async function keepLooking(watch: ReplicaWatch, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await watch.look();
  }
}

/**
 * Tells whether a copy has what the database held some seconds ago. It compares positions in the write-ahead log, so it
 * needs no clock, and an idle database does not make its copy look old.
 */
export class ReplicaWatch {
  state: ReplicaState = 'away';
  readonly #database: pg.Pool;
  readonly #copy: pg.Pool;
  readonly #lagMs: number;
  /** Where the database was; the first is the youngest that the copy must have reached. */
  #marks: { at: number; position: string }[] = [];

  constructor(databaseUrl: string, { url, lagSeconds }: ReplicaPlace) {
    const options = { connections: 1, waitMs: CONNECT_MS, answerMs: ANSWER_MS, name: 'fanloom-replica-watch' };
    this.#database = openPool(databaseUrl, options);
    this.#copy = openPool(url, options);
    this.#lagMs = lagSeconds * 1_000;
  }

  async look(): Promise<ReplicaState> {
    this.state = await this.#judge().catch(() => 'away');
    return this.state;
  }

  async close(): Promise<void> {
    await Promise.all([this.#database.end(), this.#copy.end()]);
  }

  async #judge(): Promise<ReplicaState> {
    const here = await this.#database.query<{ system: string; position: string }>(
      'select (pg_control_system()).system_identifier::text as system, pg_current_wal_lsn()::text as position',
    );
    const { system, position } = here.rows[0] ?? {};
    if (position === undefined) return 'away';
    const now = performance.now();
    this.#marks.push({ at: now, position });
    while (this.#marks[1] && this.#marks[1].at <= now - this.#lagMs) this.#marks.shift();
    const there = await this.#copy.query<{ system: string; reached: boolean }>(
      `select (pg_control_system()).system_identifier::text as system,
        coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) as reached`,
      [this.#marks[0]?.position],
    );
    const [copy] = there.rows;
    if (copy?.system !== system) return 'foreign';
    return copy?.reached ? 'close' : 'behind';
  }
}
