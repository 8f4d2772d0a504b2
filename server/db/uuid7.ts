import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(16 * 256);
let poolAt = pool.length;

let millisecond = 0;
/** The part of the id that stands for the millisecond. */
let time = '';
let sequence = 0;

/** A time-ordered id (RFC 9562). Ids of one process rise, also within a millisecond: rows are inserted in key order. */
export function uuid7(): string {
  const now = Date.now();
  if (now > millisecond) setTime(now);
  else if (++sequence > 0xfff) setTime(millisecond + 1);
  const random = nextRandom();
  const counter = (0x7000 | sequence).toString(16);
  const variant = (0x8000 | (random.readUInt16BE(0) & 0x3fff)).toString(16);
  return `${time}-${counter}-${variant}-${random.toString('hex', 2, 8)}`;
}

function setTime(to: number): void {
  millisecond = to;
  sequence = 0;
  const digits = to.toString(16).padStart(12, '0');
  time = `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

/** Drawn for many ids at once. */
function nextRandom(): Buffer {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const random = pool.subarray(poolAt, poolAt + 8);
  poolAt += 8;
  return random;
}
