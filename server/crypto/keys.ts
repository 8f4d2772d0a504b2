import type { MasterKeys } from './master-keys.js';

/** The keys behind personal data. They come from the secrets file and are never in the database. */
export interface Keys extends LookupKeys {
  /** Wrap the data keys of fans. */
  masterKeys: MasterKeys;
}

/** All that it takes to find a value again. */
export interface LookupKeys {
  /** 32 bytes; keyed hash by which encrypted values are found. */
  lookupKey: Uint8Array;
}
