import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

/**
 * Options of a request that connects to one of the given addresses, whatever the name of the host means by now.
 * `autoSelectFamily` asks the look-up for all of them.
 */
export function pinnedTo(addresses: LookupAddress[]): { lookup: LookupFunction; autoSelectFamily: true } {
  return { lookup: (_host, _options, done) => done(null, addresses), autoSelectFamily: true };
}
