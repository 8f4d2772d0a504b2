import type { Context } from 'hono';

/** What Node received of a request; undefined for calls within the process, which come by no connection. */
export function incomingMessage(c: Context): unknown {
  const bindings: unknown = c.env;
  return typeof bindings === 'object' && bindings !== null && 'incoming' in bindings ? bindings.incoming : undefined;
}
