import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { NoConnection } from './no-connection.js';

/**
 * What a text ends with that is one of the few asked all the time: each connection parses and plans it once, which takes
 * longer than to run it. Not for texts with lists of values, which are many, nor where the plan depends on the values.
 */
export const mark = '/* prepared */';

/** Beyond this a connection keeps no more, so that a text that is not one of few cannot fill its memory. */
const mostKept = 500;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  if (!text.endsWith(mark)) return undefined;
  const known = names.get(text);
  if (known !== undefined || names.size >= mostKept) return known;
  const name = `kept_${String(names.size)}`;
  names.set(text, name);
  return name;
}

/** What is used of a connection and of a pool, so that one can stand before several. */
export interface PoolClient {
  query<R extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<pg.QueryResult<R>>;
  release(): void;
}

interface Pool {
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
}

/** A pool whose connections keep the statements that are marked. Whoever gets none is told so: NoConnection. */
export function preparing(pool: Pool): PostgresPool {
  const clients = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw new NoConnection(error);
      });
      const known = clients.get(client) ?? preparingClient(client);
      clients.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

function preparingClient(client: PoolClient): PostgresPoolClient {
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error('Cursors are not supported');
    return client.query({ name: nameOf(text), text, values: [...values] });
  }
  return { query, release: () => client.release() };
}
