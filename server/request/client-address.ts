import { isIP, type BlockList } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { incomingMessage } from './incoming-message.js';

/** The address a request comes from; forwarded addresses count only behind proxies that are configured. */
export function clientAddress(c: Context, trustedProxies: BlockList): string {
  const chain = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  let address = peerAddress(c);
  while (isTrusted(address, trustedProxies)) {
    const before = chain.pop();
    if (before === undefined || isIP(before) === 0) return address;
    address = unmapped(before);
  }
  return address;
}

function peerAddress(c: Context): string {
  // Without a socket (in-process calls) there is no address to tell.
  if (incomingMessage(c) === undefined) return 'local';
  return unmapped(getConnInfo(c).remote.address ?? 'local');
}

/** An IPv4 address as such, also where a socket or a proxy writes it as an IPv6 one. */
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The line an address is of: one of IPv6 has as many addresses as it likes, all in its /64. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [before = [], behind] = address
    .replace(/%.*$/, '')
    .toLowerCase()
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':')));
  const left = behind && Array<string>(8 - before.length - behind.length).fill('0');
  const groups = [...before, ...(left ?? []), ...(behind ?? [])].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

function isTrusted(address: string, proxies: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
