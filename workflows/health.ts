import { createServer, type Server } from 'node:http';
import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Db } from '@fanloom/server/db/database.js';

/**
 * Tells a container platform how the worker is, on every address: `/healthz` answers while the event loop turns,
 * `/readyz` when the database answers too, `/metrics` for Prometheus. Nothing of a fan is in any of them.
 */
export function listenForHealth(db: Db, port: number): Server {
  const registry = registryOf(db);
  const answers: Record<string, () => Promise<string>> = {
    '/healthz': async () => 'ok',
    '/readyz': async () => {
      await sql`select 1`.execute(db);
      return 'ok';
    },
    '/metrics': () => registry.metrics(),
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    if (!answer) return void response.writeHead(404).end();
    answer().then(
      (text) => response.end(text),
      () => response.writeHead(503).end('unavailable'),
    );
  });
  return server.listen(port);
}

function registryOf(db: Db): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'fanloom_facts_waiting',
    help: 'Rows of the fact outbox that no dispatcher has handled yet',
    registers: [registry],
    async collect() {
      const { facts } = await db
        .selectFrom('fact_outbox')
        .select((eb) => eb.fn.countAll<number>().as('facts'))
        .executeTakeFirstOrThrow();
      this.set(facts);
    },
  });
  return registry;
}
