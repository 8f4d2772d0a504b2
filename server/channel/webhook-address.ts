import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Problem } from '../problem/problem.js';

/**
 * Addresses that are not of the public internet: loopback, private, link-local, shared, reserved. A list for each version,
 * for in one list of both an IPv4 address is also looked up as a mapped IPv6 one.
 */
const internal = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  internal.ipv4.addSubnet(address, bits, 'ipv4');
}
// Of IPv6 only 2000::/3 is public, and in it not what wraps an IPv4 address (Teredo, 6to4) or is for documents. NAT64 and
// mapped addresses are outside of it.
for (const [address, bits] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  internal.ipv6.addSubnet(address, bits, 'ipv6');
}

/**
 * The addresses of a host that is to be called, each outside the company and this machine or one that IT has allowed. Connect to these,
 * not to the name: the next answer of a name server may be another one.
 *
 * @throws Problem CHANNEL422 when one of them is inside, CHANNEL423 for a host that nobody knows
 */
export async function reachableAddresses(url: URL, allowed: BlockList): Promise<LookupAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  if (addresses.length === 0) throw unknownHost();
  if (!addresses.every((one) => isReachable(one, allowed))) throw insideTheCompany();
  return addresses;
}

function isReachable({ address, family }: LookupAddress, allowed: BlockList): boolean {
  const version = family === 6 ? 'ipv6' : 'ipv4';
  const isInside = internal[version].check(address, version) || isOwn(address, version);
  return !isInside || allowed.check(address, version);
}

/** Whether this machine has the address, also a public one: what it serves itself only is inside, too. */
function isOwn(address: string, version: 'ipv4' | 'ipv6'): boolean {
  const own = new BlockList();
  const addresses = Object.values(networkInterfaces()).flatMap((several) => several ?? []);
  for (const one of addresses) own.addAddress(one.address, one.family === 'IPv6' ? 'ipv6' : 'ipv4');
  return own.check(address, version);
}

async function resolve(host: string): Promise<LookupAddress[]> {
  return lookup(host, { all: true }).catch(() => []);
}

function unknownHost(): Problem {
  return new Problem(422, 'CHANNEL423', {
    zh: '找不到这个网址的主机。请检查拼写，或请 IT 检查域名解析。',
    en: 'The host of this address cannot be found. Check the spelling, or ask IT to check the name resolution.',
  });
}

function insideTheCompany(): Problem {
  return new Problem(422, 'CHANNEL422', {
    zh: '这个网址在公司内网，默认不允许访问。确实需要时，请 IT 把它加入 FANLOOM_INTERNAL_HOSTS。',
    en: 'This address is inside the company network, where the product may not go by default. If it must be, IT adds it to FANLOOM_INTERNAL_HOSTS.',
  });
}
