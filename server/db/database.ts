import { Kysely, type Transaction } from 'kysely';
import pg from 'pg';
import { Dialect } from './dialect.js';
import type { DB as Database } from './generated/schema.js';
import { preparing } from './prepared.js';
import { valueTypes } from './value-types.js';

/** An unbound connection: sees every row. Requests get one that is bound to what their caller may see. */
export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

export interface DatabaseOptions {
  /** Most connections held at once. */
  connections?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  /** Longest wait for a connection when all are held, in milliseconds; then the caller fails. Without it there is no end. */
  waitMs?: number;
  /** Longest wait for an answer, in milliseconds, then the connection is given up: for short questions to what may hang. */
  answerMs?: number;
  /** Nothing can be written. */
  readOnly?: boolean;
  /** Statements may take as long as they need, once they have their locks: migrations. */
  patient?: boolean;
}

/** No statement outlives the activity that runs it. */
const STATEMENT_TIMEOUT_MS = 300_000;

/** A process that freezes in the middle of a transaction loses it, and with it the locks that others wait for. */
const IDLE_IN_TRANSACTION_MS = 20_000;

/** Whoever needs a table meanwhile stands in line behind a migration that waits for it. */
const LOCK_TIMEOUT_MS = 2_000;

export function openPool(url: string, options: DatabaseOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    types: valueTypes,
    application_name: options.name ?? 'fanloom',
    // What is handed over together goes out at once: PostgreSQL never waits for this process between two statements.
    pipeline: true,
    ...(options.waitMs !== undefined && { connectionTimeoutMillis: options.waitMs }),
    ...(options.answerMs !== undefined && { query_timeout: options.answerMs }),
    ...(options.readOnly && { options: '-c default_transaction_read_only=on' }),
    ...(options.patient
      ? { lock_timeout: LOCK_TIMEOUT_MS }
      : { statement_timeout: STATEMENT_TIMEOUT_MS, idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS }),
  });
  // A connection that breaks, idle or between two statements, fails at its next use and is replaced; without listeners
  // it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export function openDatabase(url: string, options: DatabaseOptions = {}): Db {
  return new Kysely<Database>({ dialect: new Dialect({ pool: preparing(openPool(url, options)) }) });
}
