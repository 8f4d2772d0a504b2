import type { Context } from 'hono';
import { clientAddress } from '../request/client-address.js';
import type { Deps } from '../request/context.js';
import type { Visitor } from './session.service.js';

/** Where a request comes from, as far as it can be told. */
export function visitorOf(c: Context, { settings }: Deps): Visitor {
  return { address: clientAddress(c, settings.trustedProxies), userAgent: c.req.header('user-agent') };
}
