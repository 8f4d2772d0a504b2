import type pg from 'pg';
import type { PoolClient } from './prepared.js';

/**
 * A connection of a copy whose statement, should the copy break it off, runs once more on the database: replaying of the
 * write-ahead log cancels what reads rows that are gone, and a copy may stop at any time. An open transaction moves as a
 * whole, by saying again what it has said. It only reads, and each of its statements sees the newest anyway.
 */
export function movingClient(copy: pg.PoolClient, connectToDatabase: () => Promise<pg.PoolClient>): PoolClient {
  let client = copy;
  let said: pg.QueryConfig[] = [];
  async function move(): Promise<void> {
    client = await connectToDatabase();
    copy.release(true);
    for (const earlier of said) await client.query(earlier);
  }
  return {
    async query(statement) {
      const result = await client.query(statement).catch(async (error: unknown) => {
        if (client !== copy || !isBrokenOff(error)) throw error;
        await move();
        return client.query(statement);
      });
      said = openTransaction(said, statement);
      return result;
    },
    release: () => {
      client.release();
    },
  };
}

function openTransaction(said: pg.QueryConfig[], statement: pg.QueryConfig): pg.QueryConfig[] {
  if (/^(begin|start transaction)\b/i.test(statement.text)) return [statement];
  if (said.length === 0 || /^(commit|rollback)$/i.test(statement.text)) return [];
  return [...said, statement];
}

/** A conflict with what the copy replays, or its end. */
const codes = new Set(['40001', '40P01', '57P01', '57P02', '57P03', '57P04', 'ECONNRESET', 'EPIPE']);
/** What `pg` says, without a code, when the connection ends during a statement or has ended before. */
const ended = /^Connection terminated|not queryable$/;

function isBrokenOff(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'code' in error ? codes.has(String(error.code)) : ended.test(error.message);
}
