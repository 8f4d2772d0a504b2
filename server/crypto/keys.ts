/** The keys behind personal data, 32 bytes each. They come from the secrets file and are never in the database. */
export interface Keys {
  /** Wraps the data keys of fans. */
  masterKey: Buffer;
  /** Keyed hash by which encrypted values are found. */
  lookupKey: Buffer;
}

/** Stands beside every wrapped key, so that a later master key can tell its own from older ones. */
export const MASTER_VERSION = 1;
