import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Problem } from '../problem/problem.js';

/** Loopback, private, link-local, shared and reserved addresses, and those that wrap an IPv4 address. */
const internal = new BlockList();
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  internal.addSubnet(address, bits, 'ipv4');
}
for (const [address, bits] of [
  ['::', 96],
  ['64:ff9b::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const) {
  internal.addSubnet(address, bits, 'ipv6');
}

/**
 * Makes sure that a webhook's address is outside the company, or one that IT has allowed.
 * @throws Problem CHANNEL422 otherwise, and for a host that nobody knows
 */
export async function requireReachable(url: URL, allowed: BlockList): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (addresses.length === 0) throw unknownHost();
  for (const address of addresses) {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (internal.check(address, family) && !allowed.check(address, family)) throw insideTheCompany();
  }
}

async function resolve(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function unknownHost(): Problem {
  return new Problem(422, 'CHANNEL423', {
    zh: '找不到这个网址的主机。请检查拼写，或请 IT 检查域名解析。',
    en: 'The host of this address cannot be found. Check the spelling, or ask IT to check the name resolution.',
  });
}

function insideTheCompany(): Problem {
  return new Problem(422, 'CHANNEL422', {
    zh: '这个网址在公司内网，默认不允许推送。确实需要时，请 IT 把它加入 FANLOOM_INTERNAL_HOSTS。',
    en: 'This address is inside the company network, where webhooks may not go by default. If it must be, IT adds it to FANLOOM_INTERNAL_HOSTS.',
  });
}
