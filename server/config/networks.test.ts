import { describe, expect, it } from 'vitest';
import { parseNetworks } from './networks.js';

describe('parseNetworks', () => {
  it('takes addresses and networks of both versions', () => {
    const networks = parseNetworks('10.0.0.1, 192.168.0.0/16,::1');
    expect(networks?.check('10.0.0.1')).toBe(true);
    expect(networks?.check('10.0.0.2')).toBe(false);
    expect(networks?.check('192.168.9.9')).toBe(true);
    expect(networks?.check('::1', 'ipv6')).toBe(true);
  });

  it('is empty for an empty text', () => {
    expect(parseNetworks('')?.rules).toEqual([]);
  });

  it.each(['proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.256'])('refuses %s', (text) => {
    expect(parseNetworks(text)).toBeUndefined();
  });
});
