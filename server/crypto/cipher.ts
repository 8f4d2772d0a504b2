import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

// Random bytes are drawn for many values at once: one by one they cost more than the encryption.
const pool = Buffer.alloc(IV_BYTES * 512);
let poolAt = pool.length;

/**
 * Encrypts and authenticates. What comes out is iv, ciphertext and tag in one piece.
 *
 * @param context where the value stands (row and column): it opens nowhere else
 */
export function seal(key: Buffer, value: string | Buffer, context: string): Buffer {
  const iv = nextIv();
  const cipher = createCipheriv(ALGORITHM, key, iv);
  cipher.setAAD(Buffer.from(context));
  const body = typeof value === 'string' ? cipher.update(value, 'utf8') : cipher.update(value);
  // GCM is a stream: final() has no bytes left.
  cipher.final();
  return Buffer.concat([iv, body, cipher.getAuthTag()]);
}

/** Reverses {@link seal}. Throws when the key or the context is another, or the bytes were changed. */
export function open(key: Buffer, sealed: Buffer, context: string): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Error('A sealed value is too short');
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const value = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES));
  decipher.final();
  return value;
}

function nextIv(): Buffer {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const iv = Buffer.from(pool.subarray(poolAt, poolAt + IV_BYTES));
  poolAt += IV_BYTES;
  return iv;
}
