import { pino } from 'pino';
import type { Db } from '@fanloom/server/db/database.js';
import type { ProviderDirectory } from '../channels/provider-directory.js';
import { Delivery } from '../delivery/delivery.js';

/** A delivery whose owner waits for it. */
export function deliveryOf(db: Db, providers: ProviderDirectory): Delivery {
  const { signal: stop } = new AbortController();
  return new Delivery({ db, providers, stop, log: pino({ level: 'silent' }), onRoom: () => undefined });
}

/** Hands over what is due now. @returns whether anything was */
export async function deliver(db: Db, providers: ProviderDirectory): Promise<boolean> {
  const delivery = deliveryOf(db, providers);
  const found = await delivery.pass();
  await delivery.done();
  return found;
}

/** Looks after what was being handed over. @returns whether there was anything */
export async function recover(db: Db, providers: ProviderDirectory): Promise<boolean> {
  const delivery = deliveryOf(db, providers);
  const found = await delivery.recover();
  await delivery.done();
  return found;
}
