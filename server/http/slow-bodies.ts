import { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { tooSlow } from '../problem/common.js';
import type { BaseEnv } from '../request/context.js';
import { incomingMessage } from '../request/incoming-message.js';

/** Any body may take this long; what has come by then buys more time. */
const GRACE_MS = 10_000;
/** 16 kB a second: slower than any line on which files are sent. */
const BYTES_A_MS = 16;

/**
 * Gives up on a body that comes too slowly: it holds a place that others wait for, and whoever sends nothing at all,
 * logged in or not, could hold them all. Large files may take as long as they need while they go on coming.
 */
export const slowBodies = createMiddleware<BaseEnv>(async (c, next) => {
  const body = incomingBody(c);
  if (!body) return next();
  const patience = waitFor(body);
  try {
    // Whoever still reads the body is told by its end: the answer closes the connection.
    await Promise.race([next(), patience.spent]);
  } finally {
    patience.stop();
  }
});

/** Undefined when all of it is there, and for calls within the process. */
function incomingBody(c: Context<BaseEnv>): IncomingMessage | undefined {
  const incoming = incomingMessage(c);
  return incoming instanceof IncomingMessage && !incoming.complete ? incoming : undefined;
}

function waitFor(body: IncomingMessage): { spent: Promise<never>; stop: () => void } {
  const since = performance.now();
  const before = body.socket.bytesRead;
  let timer: NodeJS.Timeout;
  const spent = new Promise<never>((_, reject) => {
    const look = () => {
      if (body.complete) return;
      const allowed = GRACE_MS + (body.socket.bytesRead - before) / BYTES_A_MS;
      const left = since + allowed - performance.now();
      if (left <= 0) reject(tooSlow());
      else timer = setTimeout(look, left);
    };
    timer = setTimeout(look, GRACE_MS);
  });
  return { spent, stop: () => clearTimeout(timer) };
}
