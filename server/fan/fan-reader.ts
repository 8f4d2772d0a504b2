import type { SignedInEnv } from '../account/signed-in.js';
import type { FanReader } from './filter-context.js';

/** Whoever sends a request, as a reader of fans. */
export function readerOf({ db, actor, deps }: SignedInEnv['Variables']): FanReader {
  return { db, actor, unbound: deps.db, keys: deps.secrets };
}
