import { isIP, type BlockList } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** The address a request comes from; forwarded addresses count only behind proxies that are configured. */
export function clientAddress(c: Context, trustedProxies: BlockList): string {
  const chain = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  let address = peerAddress(c);
  while (isTrusted(address, trustedProxies)) {
    const before = chain.pop();
    if (before === undefined || isIP(before) === 0) return address;
    address = before;
  }
  return address;
}

function peerAddress(c: Context): string {
  // Without a socket (in-process calls) there is no address to tell.
  const bindings: unknown = c.env;
  if (typeof bindings !== 'object' || bindings === null || !('incoming' in bindings)) return 'local';
  return getConnInfo(c).remote.address?.replace(/^::ffff:/, '') ?? 'local';
}

function isTrusted(address: string, proxies: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
