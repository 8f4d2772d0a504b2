import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import pg from 'pg';
import { openDatabase } from '@fanloom/server/db/database.js';
import { openApp } from '../fan-list/app-door.js';
import { briefOfStaff, listOfStaff } from '../fan-list/by-hand.js';

/** What the process is told in its environment. */
export interface ListServerOrder {
  BENCH_DATABASE: string;
  /** `product`, or `bare`: the same list from Hono and SQL by hand, without a session. */
  BENCH_SERVER: 'product' | 'bare';
  /** Hex. */
  BENCH_SESSION_KEY: string;
  /** Whose fans the bare server lists. */
  BENCH_STAFF: string;
}

/** What it says once it listens. */
export interface ListServerReady {
  port: number;
}

function bare({ BENCH_DATABASE, BENCH_STAFF }: ListServerOrder) {
  const pool = new pg.Pool({ connectionString: BENCH_DATABASE });
  const asked = (c: Context) => ({ shop: c.req.query('shop') ?? '', sort: '-last_active_at' }) as const;
  return new Hono()
    .get('/v1/fans', async (c) => c.json(await listOfStaff(pool, BENCH_STAFF, asked(c))))
    .get('/v1/fans/brief', async (c) => c.json(await briefOfStaff(pool, BENCH_STAFF, asked(c))));
}

function main(order: ListServerOrder): void {
  const app =
    order.BENCH_SERVER === 'bare'
      ? bare(order)
      : openApp(openDatabase(order.BENCH_DATABASE), Buffer.from(order.BENCH_SESSION_KEY, 'hex'));
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => process.send?.({ port }));
}

const { BENCH_DATABASE = '', BENCH_SERVER, BENCH_SESSION_KEY = '', BENCH_STAFF = '' } = process.env;
main({
  BENCH_DATABASE,
  BENCH_SERVER: BENCH_SERVER === 'bare' ? 'bare' : 'product',
  BENCH_SESSION_KEY,
  BENCH_STAFF,
});
