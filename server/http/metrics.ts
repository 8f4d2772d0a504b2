import { createServer, type Server } from 'node:http';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BaseEnv } from '../request/context.js';

/** Figures of this process for Prometheus. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'fanloom_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const shed = new Counter({
    name: 'fanloom_http_requests_shed_total',
    help: 'Requests turned away because there were too many',
    labelNames: ['of', 'status'],
    registers: [registry],
  });
  const waiting = new Gauge({
    name: 'fanloom_http_requests_waiting',
    help: 'Requests in line behind those at work',
    labelNames: ['of'],
    registers: [registry],
  });
  return { registry, duration, shed, waiting };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Answers `/metrics` on a port of its own, on every address: the port of the web pages is open to the world, this is not. */
export function listenForMetrics({ registry }: Metrics, port: number): Server {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.setHeader('Content-Type', registry.contentType).end(text),
      () => response.writeHead(503).end(),
    );
  });
  return server.listen(port);
}

/** Times each request and writes one log line for it: no query, no body, nothing of a person but the id. */
export function observeRequests(metrics: Metrics) {
  return createMiddleware<BaseEnv>(async (c, next) => {
    const started = performance.now();
    await next();
    const seconds = (performance.now() - started) / 1000;
    const route = routePath(c);
    metrics.duration.observe({ method: c.req.method, route, status: c.res.status }, seconds);
    const quiet = c.req.method === 'GET' && !route.startsWith('/v1/');
    const line = { method: c.req.method, route, status: c.res.status, ms: Math.round(seconds * 1000) };
    c.var.log[quiet ? 'debug' : 'info'](line, 'request');
  });
}
