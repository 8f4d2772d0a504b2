import { BlockList, isIP } from 'node:net';

/** Addresses and networks such as `10.0.0.1, 192.168.0.0/16, ::1`; undefined when one of them is neither. */
export function parseNetworks(text: string): BlockList | undefined {
  const networks = new BlockList();
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue;
    const [address = '', bits, ...more] = part.split('/');
    const version = isIP(address);
    const longest = version === 6 ? 128 : 32;
    const prefix = bits === undefined ? longest : Number(/^\d{1,3}$/.exec(bits)?.[0] ?? NaN);
    if (version === 0 || more.length > 0 || !(prefix <= longest)) return undefined;
    networks.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4');
  }
  return networks;
}
