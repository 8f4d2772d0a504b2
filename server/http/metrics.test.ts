import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createMetrics, listenForMetrics } from './metrics.js';

it('tells figures at one address of a port of its own', async () => {
  const metrics = createMetrics();
  metrics.duration.observe({ method: 'GET', route: '/v1/fans', status: 200 }, 0.01);
  const server = listenForMetrics(metrics, 0);
  await once(server, 'listening');
  const ask = (path: string) => fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`);
  expect(await (await ask('/metrics')).text()).toContain('fanloom_http_request_seconds_count{method="GET"');
  expect((await ask('/')).status).toBe(404);
  server.close();
});
